import { B as change, E as invalidate, J as $, O as useRead, U as runAddress, _ as Waiting, b as a, c as Copy, l as Empty, n as may, o as Card, p as Problem, q as d, u as Link, y as useTitle, z as address } from "./index.js";
import { n as Coverage, t as Progress } from "./progress.js";
var CLOUDS = [
	["aws", "AWS account"],
	["azure", "Azure subscription"],
	["gcp", "Google Cloud project"]
];
var STEPS = [
	"Account",
	"Role",
	"Verify"
];
function Connect() {
	useTitle("Connect an account");
	const [made, setMade] = d(null);
	const [runId, setRunId] = d(null);
	const [error, setError] = d(null);
	const step = runId !== null ? 2 : made ? 1 : 0;
	if (!may("integrations:write")) return /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a("h1", { children: "Connect an account" }), /* @__PURE__ */ a(Empty, {
		title: "Your token may not connect accounts",
		children: [
			"It needs the scope ",
			/* @__PURE__ */ a("code", { children: "integrations:write" }),
			". Sign in with a token that has it."
		]
	})] });
	const verify = async (integration) => {
		try {
			const body = {
				integration_id: integration.id,
				trigger: "verify"
			};
			const accepted = await change("POST", "/cloud-posture-runs", body);
			setError(null);
			setRunId(accepted.run_id);
		} catch (found) {
			setError(found);
		}
	};
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Connect an account" }),
		/* @__PURE__ */ a("ol", {
			class: "rail",
			children: STEPS.map((name, index) => /* @__PURE__ */ a("li", {
				class: index < step ? "done" : index === step ? "now" : "",
				"aria-current": index === step ? "step" : void 0,
				children: name
			}, name))
		}),
		error ? /* @__PURE__ */ a(Problem, {
			error,
			onAgain: null
		}) : null,
		made ? null : /* @__PURE__ */ a(Account, {
			onMade: setMade,
			onError: setError
		}),
		made && runId === null ? /* @__PURE__ */ a(Role, {
			integration: made,
			onVerify: () => void verify(made)
		}) : null,
		made && runId !== null ? /* @__PURE__ */ a(Verified, {
			integration: made,
			id: runId,
			onAgain: () => void verify(made)
		}) : null
	] });
}
function Account({ onMade, onError }) {
	const [provider, setProvider] = d("aws");
	const [busy, setBusy] = d(false);
	const submit = async (event) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		setBusy(true);
		try {
			const made = await change("POST", "/integrations", requested(provider, form));
			invalidate(address("/integrations"));
			onError(null);
			onMade(made);
		} catch (found) {
			onError(found);
			setBusy(false);
		}
	};
	return /* @__PURE__ */ a("form", {
		class: "card",
		onSubmit: submit,
		children: [
			/* @__PURE__ */ a("label", { children: ["Cloud", /* @__PURE__ */ a("select", {
				name: "provider",
				value: provider,
				onChange: (event) => setProvider(event.currentTarget.value),
				children: CLOUDS.map(([value, name]) => /* @__PURE__ */ a("option", {
					value,
					children: name
				}, value))
			})] }),
			/* @__PURE__ */ a(Field, {
				name: "name",
				label: "Name, unique among your accounts"
			}),
			provider === "aws" ? /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a(Field, {
				name: "role_arn",
				label: "ARN of the role that is assumed; empty for the server's own",
				optional: true
			}), /* @__PURE__ */ a(Field, {
				name: "regions",
				label: "Regions, with commas; empty for all",
				optional: true
			})] }) : null,
			provider === "azure" ? /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a(Field, {
				name: "subscription_id",
				label: "Subscription id"
			}), /* @__PURE__ */ a(Field, {
				name: "tenant_id",
				label: "Tenant id of Entra; empty for the server's own",
				optional: true
			})] }) : null,
			provider === "gcp" ? /* @__PURE__ */ a(Field, {
				name: "project_id",
				label: "Project id"
			}) : null,
			/* @__PURE__ */ a(Field, {
				name: "schedule",
				label: "Schedule as a cron expression in UTC; empty for none",
				optional: true
			}),
			/* @__PURE__ */ a("button", {
				type: "submit",
				class: "primary",
				disabled: busy,
				children: "Connect"
			})
		]
	});
}
function Field({ name, label, optional }) {
	return /* @__PURE__ */ a("label", { children: [label, /* @__PURE__ */ a("input", {
		name,
		required: !optional,
		maxLength: 2048,
		autocomplete: "off"
	})] });
}
/** Return the request for what was typed; empty fields are left out. */
function requested(provider, form) {
	const typed = (name) => String(form.get(name) ?? "").trim();
	const regions = typed("regions").split(/[\s,]+/).filter(Boolean);
	const known = {
		aws: {
			role_arn: typed("role_arn"),
			regions: regions.length ? regions : ""
		},
		azure: {
			subscription_id: typed("subscription_id"),
			tenant_id: typed("tenant_id")
		},
		gcp: { project_id: typed("project_id") }
	};
	const options = Object.fromEntries(Object.entries(known[provider] ?? {}).filter(([, value]) => value !== ""));
	const schedule = typed("schedule");
	return {
		name: typed("name"),
		provider,
		[provider]: options,
		...schedule ? { schedule } : {}
	};
}
function Role({ integration, onVerify }) {
	const { role_arn: role, external_id: id } = integration.aws ?? {};
	return /* @__PURE__ */ a(Card, {
		title: "What the role needs",
		children: [
			role ? /* @__PURE__ */ a($, { children: [
				/* @__PURE__ */ a("p", { children: [
					"The trust policy of ",
					/* @__PURE__ */ a("code", { children: role }),
					" must name this external id. Without it, another customer of the same server could name your role."
				] }),
				/* @__PURE__ */ a("pre", {
					tabIndex: 0,
					children: trustPolicy(id ?? "")
				}),
				/* @__PURE__ */ a(Copy, {
					text: trustPolicy(id ?? ""),
					label: "Copy the statement"
				})
			] }) : /* @__PURE__ */ a("p", { children: "The server reads the account with its own identity." }),
			/* @__PURE__ */ a("p", { children: [/* @__PURE__ */ a("code", { children: ["posture policy ", integration.provider] }), " prints what the role must be allowed to read. What is missing, the next step says."] }),
			may("cloud_posture:write") ? /* @__PURE__ */ a("button", {
				type: "button",
				class: "primary",
				onClick: onVerify,
				children: "Verify what can be read"
			}) : /* @__PURE__ */ a("p", {
				class: "soft",
				children: [
					"Your token may not start runs (",
					/* @__PURE__ */ a("code", { children: "cloud_posture:write" }),
					"), so a person whose token has it must verify the account."
				]
			})
		]
	});
}
function trustPolicy(externalId) {
	return JSON.stringify({
		Effect: "Allow",
		Principal: { AWS: "THE ARN OF THE SERVER" },
		Action: "sts:AssumeRole",
		Condition: { StringEquals: { "sts:ExternalId": externalId } }
	}, null, 2);
}
function Verified({ integration, id, onAgain }) {
	const { data: run, error } = useRead(runAddress(id));
	if (!run) return error ? /* @__PURE__ */ a(Problem, { error }) : /* @__PURE__ */ a(Waiting, { what: "the run" });
	return /* @__PURE__ */ a($, { children: [
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		run.status === "running" ? /* @__PURE__ */ a(Progress, { run }) : null,
		run.status === "completed" ? /* @__PURE__ */ a(Coverage, { run }) : null,
		run.status === "failed" || run.status === "cancelled" ? /* @__PURE__ */ a(Card, {
			title: "The account could not be read",
			children: /* @__PURE__ */ a("p", { children: run.error ? `${run.error.code}: ${run.error.detail}` : `The run was ${run.status}.` })
		}) : null,
		run.status === "running" ? null : /* @__PURE__ */ a("p", {
			class: "chips",
			children: [
				/* @__PURE__ */ a("button", {
					type: "button",
					onClick: onAgain,
					children: "Verify again"
				}),
				/* @__PURE__ */ a(Link, {
					to: `/runs?integration_id=${integration.id}`,
					children: "Its runs"
				}),
				/* @__PURE__ */ a(Link, {
					to: "/integrations",
					children: "All integrations"
				})
			]
		})
	] });
}
export { Connect as default, requested };
