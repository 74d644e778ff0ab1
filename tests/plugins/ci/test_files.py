"""The files of a gate, with what a hostile server sends."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from posture_ci.files import conclude
from tests.promises import promise


@promise("limits", "A hostile server sets no variable of a pipeline but the gate's own")
def test_a_value_of_the_server_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "gate.env"
    options: Any = SimpleNamespace(json_file=None, dotenv_file=file)
    evil = "1\nLD_PRELOAD=/tmp/evil.so\r\nA=b\u2028C=d\x85E=f"
    run: Any = {"id": evil}
    gate: Any = {
        "finding_count": evil,
        "known_count": evil,
        "known_counts": {"high": evil},
        "asset_count": evil,
        "verdict_count": evil,
    }
    conclude(options, code=1, verdict="fail", run=run, gate=gate, written={})
    lines = file.read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("posture_") for line in lines)
    assert lines[:3:2] == [
        "posture_verdict=fail",
        "posture_run_id=1\ufffdLD_PRELOAD=/tmp/evil.so\ufffd\ufffdA=b\ufffdC=d\ufffdE=f",
    ]
