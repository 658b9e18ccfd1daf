import { FunnelPlotOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import type { ObjectMeta } from "@/api/meta";
import { may, useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { createAddress, listAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { LinkButton } from "@/ui/kit/LinkButton";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { everyOf, notFinal, ownedBy, useGroups, type Scope } from "./figures";
import styles from "./PipelineCard.module.css";

function Stages({ object, scope }: { object: ObjectMeta; scope: Scope }) {
  const { t } = useTranslation("app");
  const format = useFormat();
  const mine = ownedBy(scope, object);
  const groups = useGroups(object.name, "stage", everyOf(mine, notFinal(object, "stage")), "amount");
  if (!groups) return <ListSkeleton rows={4} />;
  if (groups.length === 0) {
    return (
      <EmptyState
        isCompact
        icon={<FunnelPlotOutlined />}
        title={t("home.noPipeline")}
        text={t("home.noPipelineText")}
        action={may(object, "create") && <LinkButton {...createAddress(object.name)}>{t("palette.create", { name: inSentence(object.label) })}</LinkButton>}
      />
    );
  }
  const largest = Math.max(...groups.map(({ sum }) => Number(sum ?? 0)), 1);
  const open = object.fields.stage?.choices?.filter((choice) => !choice.is_final) ?? [];
  return (
    <ul className={styles.stages}>
      {open.map(({ key, label }) => {
        const group = groups.find((each) => each.key === key);
        const filter = everyOf(mine, { field: "stage", op: "eq", value: key });
        return (
          <li key={key}>
            <Link {...listAddress(object.name)} search={{ filter }}>
              <span className={styles.name}>
                {label} <span>{format.number(group?.count ?? 0)}</span>
              </span>
              <span className="number">{format.companyMoney(group?.sum ?? "0")}</span>
              <span className={styles.track} aria-hidden="true">
                <span style={{ inlineSize: `${(100 * Number(group?.sum ?? 0)) / largest}%` }} />
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The open pipeline by stage, with the sums in the company's currency. */
export function PipelineCard({ scope }: { scope: Scope }) {
  const { t } = useTranslation("app");
  const object = useObject("opportunity");
  if (!object) return null;
  const board = object.views.find((view) => view.kind === "kanban");
  return (
    <Card
      title={t("home.byStage")}
      extra={
        <Link {...listAddress(object.name)} search={board ? { view: board.name } : { kind: "kanban" }}>
          {t("home.board")}
        </Link>
      }
    >
      <Stages object={object} scope={scope} />
    </Card>
  );
}
