import { F as A, i as put, o as address, r as invalidate } from "./index.js";
var MOST_STREAMS = 3;
/** Follow a run until it ends; `onStep` gets each change of its state, also the earlier ones. */
function useLiveRun(run, onStep) {
	const id = run?.id;
	const isRunning = run?.status === "running";
	A(() => {
		if (id && isRunning) return follow(id, onStep);
	}, [id, isRunning]);
}
/** Follow the first few of the runs that are under way. */
function useLiveRuns(runs) {
	const ids = runs.filter((run) => run.status === "running").slice(0, MOST_STREAMS).map((run) => run.id).join(" ");
	A(() => {
		const ends = ids.split(" ").filter(Boolean).map((id) => follow(id));
		return () => ends.forEach((end) => end());
	}, [ids]);
}
function follow(id, onStep) {
	const stream = new EventSource(address(`/cloud-posture-runs/${id}/events`));
	const show = (event) => {
		put(address(`/cloud-posture-runs/${id}`), JSON.parse(event.data));
		invalidateSoon();
	};
	stream.addEventListener("progress", show);
	stream.addEventListener("end", (event) => {
		stream.close();
		show(event);
		invalidate(address("/findings"), address(`/cloud-posture-runs/${id}/gate`));
	});
	stream.addEventListener("step", (event) => onStep?.(JSON.parse(event.data)));
	return () => stream.close();
}
var pending = 0;
/** Lists of runs are read again at most once in a while, however many events arrive. */
function invalidateSoon() {
	if (!pending) pending = setTimeout(() => {
		pending = 0;
		invalidate(address("/cloud-posture-runs?"), `${address("/cloud-posture-runs")}`);
	}, 1e3);
}
export { useLiveRuns as n, useLiveRun as t };
