// The shapes of the API by short names; they are generated from openapi.yaml.
import type { components } from "../../../client_typescript/src/schema.ts";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type Run = Schemas["Run"];
export type RunPage = Schemas["RunPage"];
export type RunStep = Schemas["RunStep"];
export type RunAccepted = Schemas["RunAccepted"];
export type Gate = Schemas["Gate"];
export type GatePolicy = Schemas["GatePolicy"];
export type Finding = Schemas["Finding"];
export type FindingDetail = Schemas["FindingDetail"];
export type FindingPage = Schemas["FindingPage"];
export type FindingStatus = Schemas["FindingStatus"];
export type Severity = Schemas["Severity"];
export type Check = Schemas["Check"];
export type CheckPage = Schemas["CheckPage"];
export type Integration = Schemas["Integration"];
export type IntegrationPage = Schemas["IntegrationPage"];
export type Suppression = Schemas["Suppression"];
export type SuppressionPage = Schemas["SuppressionPage"];
export type SuppressionRequest = Schemas["SuppressionRequest"];
export type AuditPage = Schemas["AuditPage"];
export type AuditRow = Schemas["AuditRow"];
export type Webhook = Schemas["Webhook"];
export type WebhookPage = Schemas["WebhookPage"];
export type Delivery = Schemas["Delivery"];
export type DeliveryPage = Schemas["DeliveryPage"];
export type Token = Schemas["Token"];
export type TokenPage = Schemas["TokenPage"];
export type Trust = Schemas["Trust"];
export type TrustPage = Schemas["TrustPage"];
export type Facets = Schemas["FindingFacets"];
