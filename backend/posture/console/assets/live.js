import { E as put, R as BASE, T as invalidate, U as A, z as address } from "./index.js";
var AGAIN_MS = 2e3;
var TOGETHER_MS = 1e3;
var CHANNEL = "posture-runs";
/** Follow a run until it ends; `onStep` gets each change of its state, also the earlier ones. */
function useLiveRun(run, onStep) {
	const id = run?.id;
	const isRunning = run?.status === "running";
	A(() => {
		if (id && isRunning) return follow(id, onStep);
	}, [id, isRunning]);
}
/** Follow the first of the runs that are under way: its events let the list be read again with all of them. */
function useLiveRuns(runs) {
	const id = runs.find((run) => run.status === "running")?.id;
	A(() => id ? follow(id) : void 0, [id]);
}
/** Show what a stream says; of several tabs that follow a run, the one that holds its lock has the stream. */
function follow(id, onStep) {
	const ended = new AbortController();
	const channel = new BroadcastChannel(CHANNEL);
	channel.onmessage = (event) => {
		if (event.data.id === id) show(event.data, onStep);
	};
	const tell = (seen) => {
		show(seen, onStep);
		channel.postMessage(seen);
	};
	const hold = () => new Promise((resolve) => {
		ended.signal.addEventListener("abort", () => resolve());
		stream(id, tell, ended.signal);
	});
	if (navigator.locks) navigator.locks.request(`${CHANNEL}-${id}`, { signal: ended.signal }, hold).catch(() => {});
	else hold();
	return () => {
		ended.abort();
		channel.close();
	};
}
function stream(id, tell, ended) {
	if (ended.aborted) return;
	const source = new EventSource(address(`/cloud-posture-runs/${id}/events`));
	ended.addEventListener("abort", () => source.close());
	for (const kind of [
		"progress",
		"end",
		"step"
	]) source.addEventListener(kind, (event) => {
		if (kind === "end") source.close();
		tell({
			id,
			kind,
			data: JSON.parse(event.data)
		});
	});
	source.addEventListener("error", () => {
		if (source.readyState === EventSource.CLOSED && !ended.aborted) {
			invalidate(address(`/cloud-posture-runs/${id}`));
			setTimeout(() => stream(id, tell, ended), AGAIN_MS);
		}
	});
}
function show({ id, kind, data }, onStep) {
	if (kind === "step") {
		onStep?.(data);
		return;
	}
	put(address(`/cloud-posture-runs/${id}`), data);
	if (kind === "end") invalidate(address("/findings"), address(`/cloud-posture-runs/${id}/gate`));
	readListsSoon();
}
var pending = 0;
/** Lists of runs are read again at most once in a while, however many events arrive. */
function readListsSoon() {
	if (!pending) pending = setTimeout(() => {
		pending = 0;
		invalidate(`${BASE}/cloud-posture-runs?`);
	}, TOGETHER_MS);
}
export { useLiveRuns as n, useLiveRun as t };
