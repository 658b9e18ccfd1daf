import { ControlOutlined } from "@ant-design/icons";
import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useMe, useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { PageHeader } from "@/ui/kit/PageHeader";
import { Segments } from "@/ui/kit/Segments";
import { useNow } from "@/ui/kit/When";
import type { Scope } from "./figures";
import { HomeCards } from "./HomeCards";
import styles from "./HomePage.module.css";
import { SetUp } from "./SetUp";
import { useLayout } from "./useLayout";

const Adjust = lazy(() => import("./Adjust"));

/** What a person has to do today, and how his work stands. */
export default function HomePage() {
  const { t } = useTranslation("app");
  const format = useFormat();
  const navigate = useNavigate();
  const { data: me } = useMe();
  const asked = (useSearch({ strict: false }) as { scope?: unknown }).scope;
  const usual: Scope = me?.is_administrator ? "all" : "mine";
  const scope: Scope = asked === "mine" || asked === "all" ? asked : usual;
  const now = useNow();
  const [layout, keep] = useLayout();
  const [isAdjusting, adjust] = useState(false);
  const { data: meta } = useMeta();
  const auditsAlone = meta && Object.keys(meta.objects).length === 0 && me?.roles.includes("auditor");
  if (auditsAlone) return <Navigate to="/settings/audit" replace />;
  return (
    <>
      <title>{`${t("home.title")} · Guanxi`}</title>
      <PageHeader
        title={t("home.title")}
        facts={format.weekday(now)}
        actions={
          <>
            <Segments
              label={t("home.scope")}
              isLabelHidden
              value={scope}
              options={[
                { value: "mine", label: t("home.mine") },
                { value: "all", label: t("home.all") },
              ]}
              onChange={(next) => void navigate({ to: "/", search: { scope: next }, replace: true })}
            />
            <Button icon={<ControlOutlined />} aria-pressed={isAdjusting} onClick={() => adjust(!isAdjusting)}>
              {t("home.adjust.open")}
            </Button>
          </>
        }
      />
      <div className={styles.page}>
        {isAdjusting && (
          <Suspense>
            <Adjust layout={layout} onChange={keep} onClose={() => adjust(false)} />
          </Suspense>
        )}
        <SetUp />
        <HomeCards cards={layout.cards} scope={scope} />
      </div>
    </>
  );
}
