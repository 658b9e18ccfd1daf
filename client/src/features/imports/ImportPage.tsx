import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Steps } from "antd";
import { useState } from "react";
import { useServerEvent } from "@/api/events/live";
import { useTranslation } from "@/i18n";
import { PageHeader } from "@/ui/kit/PageHeader";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { useIsPhone } from "@/ui/kit/viewport";
import styles from "./imports.module.css";
import { importKeys, importQuery, isOver, isRunning, type Import } from "./imports";
import { MappingStep } from "./MappingStep";
import { PreviewStep } from "./PreviewStep";
import { RunStep } from "./RunStep";

type Step = "mapping" | "preview" | "run";
const steps: readonly Step[] = ["mapping", "preview", "run"];

function useLiveProgress(id: string): void {
  const client = useQueryClient();
  useServerEvent("progress", (content) => {
    if (content.import !== id) return;
    client.setQueryData<Import>(importKeys.one(id), (before) => (before ? { ...before, ...content, id } : before));
  });
}

function Wizard({ made }: { made: Import }) {
  const { t } = useTranslation("imports");
  const isPhone = useIsPhone();
  const [chosen, setChosen] = useState<Step>("mapping");
  const step = isRunning(made.state) || isOver(made.state) ? "run" : chosen;
  const texts = { mapping: t("step.mapping"), preview: t("step.preview"), run: t("step.run") };
  return (
    <div className={styles.page}>
      <Steps
        size="small"
        responsive={false}
        titlePlacement={isPhone ? "vertical" : "horizontal"}
        current={steps.indexOf(step)}
        items={steps.map((each) => ({ title: texts[each] }))}
      />
      {step === "mapping" && <MappingStep made={made} onReady={() => setChosen("preview")} />}
      {step === "preview" && <PreviewStep made={made} onBack={() => setChosen("mapping")} onStarted={() => setChosen("run")} />}
      {step === "run" && <RunStep made={made} />}
    </div>
  );
}

/** One import, wherever it stands: what is left to choose, how far it is, or what came of it. */
export default function ImportPage() {
  const { t } = useTranslation("imports");
  const params = useParams({ strict: false }) as Record<string, string | undefined>;
  const id = params.id ?? "";
  const made = useQuery(importQuery(id));
  useLiveProgress(id);
  return (
    <>
      <PageHeader
        trail={<Link to="/import">{t("title")}</Link>}
        title={made.data?.file_name ?? made.data?.name ?? t("unnamed")}
      />
      {made.error && <ProblemView error={made.error} onRetry={() => void made.refetch()} />}
      {made.isPending && <ListSkeleton />}
      {made.data && <Wizard key={id} made={made.data} />}
    </>
  );
}
