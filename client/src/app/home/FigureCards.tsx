import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Filter, ObjectMeta } from "@/api/meta";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { listAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { everyOf, notFinal, ownedBy, useFigure, type Scope } from "./figures";
import styles from "./FigureCards.module.css";

interface FigureCardProps {
  object: string;
  filter: Filter;
  label: string;
  value: ReactNode;
  remark?: ReactNode;
  tone?: "warn" | "good";
}

/** A figure that leads to the records behind it. */
function FigureCard({ object, filter, label, value, remark, tone }: FigureCardProps) {
  return (
    <Link {...listAddress(object)} search={{ filter }} className={styles.card}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{value ?? <span className={styles.waiting} />}</span>
      <span className={styles.remark} data-tone={tone}>
        {remark}
      </span>
    </Link>
  );
}

interface ScopedProps {
  object: ObjectMeta;
  scope: Scope;
}

function TaskFigure({ object, scope }: ScopedProps) {
  const { t } = useTranslation("app");
  const format = useFormat();
  const open = everyOf(ownedBy(scope, object), notFinal(object, "status"));
  const late = everyOf(open, { field: "due_on", op: "lt", value: format.today() });
  const all = useFigure(object.name, open);
  const overdue = useFigure(object.name, late)?.count ?? 0;
  return (
    <FigureCard
      object={object.name}
      filter={open}
      label={t("home.openTasks")}
      value={all && format.number(all.count)}
      remark={overdue ? t("home.overdue", { count: overdue }) : all && t("home.noneOverdue")}
      {...(overdue ? { tone: "warn" as const } : {})}
    />
  );
}

function PipelineFigures({ object, scope }: ScopedProps) {
  const { t } = useTranslation("app");
  const format = useFormat();
  const mine = ownedBy(scope, object);
  const open = everyOf(mine, notFinal(object, "stage"));
  const won = everyOf(mine, { field: "stage", op: "eq", value: "won" }, { field: "close_on", op: "within", value: "this_month" });
  const closing = everyOf(open, { field: "close_on", op: "within", value: "this_month" });
  const inPlay = useFigure(object.name, open, "amount");
  const gained = useFigure(object.name, won, "amount");
  const soon = useFigure(object.name, closing, "amount");
  const sum = (figure: typeof inPlay) => figure && format.companyMoney(figure.sum ?? "0");
  const count = (figure: typeof inPlay) => figure && t("home.deals", { count: figure.count });
  return (
    <>
      <FigureCard object={object.name} filter={open} label={t("home.pipeline")} value={sum(inPlay)} remark={count(inPlay)} />
      <FigureCard object={object.name} filter={closing} label={t("home.closing")} value={sum(soon)} remark={count(soon)} />
      <FigureCard object={object.name} filter={won} label={t("home.won")} value={sum(gained)} remark={count(gained)} {...(gained?.count ? { tone: "good" as const } : {})} />
    </>
  );
}

export function FigureCards({ scope }: { scope: Scope }) {
  const task = useObject("task");
  const opportunity = useObject("opportunity");
  return (
    <div className={styles.cards}>
      {task && <TaskFigure object={task} scope={scope} />}
      {opportunity && <PipelineFigures object={opportunity} scope={scope} />}
    </div>
  );
}
