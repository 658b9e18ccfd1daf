import { lazy } from "react";
import type { Feature } from "@/ui/feature";
import { subjects } from "./subjects";

const ConsentPanel = lazy(() => import("./ConsentPanel"));
const RequestPanel = lazy(() => import("./RequestPanel"));
const MarksPanel = lazy(() => import("./MarksPanel"));
const MarkBanner = lazy(() => import("./MarkBanner"));
const BreachPanel = lazy(() => import("./BreachPanel"));
const RegisterPanel = lazy(() => import("./RegisterPanel"));
const RetentionPanel = lazy(() => import("./RetentionPanel"));

export const feature: Feature = {
  pages: [{ path: "/privacy/requests/$id", load: () => import("./RequestPage") }],
  settings: [
    { name: "privacy", title: "privacy:settings.title", group: "company", roles: ["administrator", "privacy_officer"], load: () => import("./SettingsPage") },
  ],
  panels: [
    { name: "consents", stands: (object) => subjects.includes(object), component: ConsentPanel },
    { name: "mark", isBanner: true, stands: (object) => subjects.includes(object), component: MarkBanner },
    { name: "marks", stands: (object) => subjects.includes(object), component: MarksPanel },
    { name: "clock", stands: (object) => object === "breach", component: BreachPanel },
    { name: "register", stands: (object) => object === "processing_activity", component: RegisterPanel },
    { name: "request", stands: (object) => object === "subject_request", component: RequestPanel },
    { name: "dryRun", stands: (object) => object === "retention_rule", component: RetentionPanel },
  ],
};
