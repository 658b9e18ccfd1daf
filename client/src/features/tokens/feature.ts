import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  pages: [{ path: "/oauth/authorize", load: () => import("./ConsentPage") }],
  settings: [
    { name: "tokens", title: "tokens:title", group: "personal", load: () => import("./TokensPage") },
    { name: "access", title: "tokens:access", group: "company", administrators: true, load: () => import("./AccessPage") },
    { name: "programs", title: "tokens:programs", group: "company", administrators: true, load: () => import("./ProgramsPage") },
  ],
};
