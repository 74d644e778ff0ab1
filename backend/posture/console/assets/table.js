import { J as $, _ as Waiting, b as a, p as Problem } from "./index.js";
function DataTable({ label, reading, refused, rows, keyOf, columns, empty }) {
	const { data, error } = reading;
	return /* @__PURE__ */ a($, { children: [
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, {
			error: refused,
			onAgain: null
		}) : null,
		data === null && !error ? /* @__PURE__ */ a(Waiting, { what: label.toLowerCase() }) : null,
		data !== null && rows.length === 0 ? empty : null,
		rows.length ? /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": label,
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: columns.map(({ name, kind, unseen }) => /* @__PURE__ */ a("th", {
				class: kind === "end" ? "end" : void 0,
				children: unseen ? /* @__PURE__ */ a("span", {
					class: "unseen",
					children: name
				}) : name
			}, name)) }) }), /* @__PURE__ */ a("tbody", { children: rows.map((row) => /* @__PURE__ */ a("tr", { children: columns.map(({ name, kind, unseen, cell }) => /* @__PURE__ */ a("td", {
				class: kind,
				"data-label": unseen ? void 0 : name,
				children: cell(row)
			}, name)) }, keyOf(row))) })] })
		}) : null
	] });
}
export { DataTable as t };
