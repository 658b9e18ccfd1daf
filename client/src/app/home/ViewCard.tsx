import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import type { ObjectMeta, RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { may, useObject } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { useTranslation } from "@/i18n";
import { titleOf } from "@/records/form/values";
import { askedFields, pageParameters } from "@/records/list/useRecords";
import { completeState, type ViewState } from "@/records/views/viewState";
import { createAddress, listAddress, recordAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { LinkButton } from "@/ui/kit/LinkButton";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { useSavedViews } from "../places/places";
import styles from "./ViewCard.module.css";

const rows = 6;
const valuesShown = 2;

function Row({ object, record, columns }: { object: ObjectMeta; record: WireRecord; columns: readonly string[] }) {
  const { t } = useTranslation("app");
  const fields = columns.flatMap((name) => (name === object.title ? [] : (object.fields[name] ?? []))).slice(0, valuesShown);
  return (
    <li className={styles.row}>
      <Link {...recordAddress(object.name, record.id)}>{titleOf(object, record) || t("records:untitled")}</Link>
      {fields.map((field) => (
        <span key={field.name} className={styles.value} title={field.label}>
          <FieldDisplay field={field} value={record[field.name]} record={record} />
        </span>
      ))}
    </li>
  );
}

function useFirstRows(object: ObjectMeta, state: ViewState) {
  const fields = askedFields(object, state);
  const asked = { ...pageParameters(object, fields, { filter: state.filter, sort: state.sort, q: "" }), limit: rows, count: "estimate" };
  return useQuery({
    queryKey: keys.list(object.name, asked),
    queryFn: ({ signal }) => api.get<RecordPage>(`/records/${object.name}`, asked, signal),
    placeholderData: keepPreviousData,
  });
}

function Rows({ object, view, label, state }: { object: ObjectMeta; view: string | undefined; label: string; state: ViewState }) {
  const { t } = useTranslation("app");
  const format = useFormat();
  const { data, error, refetch } = useFirstRows(object, state);
  const count = data && typeof data.total === "number" ? `${format.number(data.total)}${data.total_is_exact === false ? "+" : ""}` : "";
  const title = (
    <>
      {object.plural} · {label} <span className={styles.count}>{count}</span>
    </>
  );
  return (
    <Card isFlush title={title} extra={<Link {...listAddress(object.name)} search={view ? { view } : {}}>{t("home.showAll")}</Link>}>
      {error && !data && <ProblemView error={error} onRetry={() => void refetch()} />}
      {!error && !data && <ListSkeleton rows={rows} />}
      {data?.records.length === 0 && (
        <EmptyState
          isCompact
          icon={<ObjectIcon name={object.icon} />}
          title={t("home.nothingInView")}
          text={t("home.nothingInViewText")}
          action={may(object, "create") && <LinkButton {...createAddress(object.name)}>{t("palette.create", { name: inSentence(object.label) })}</LinkButton>}
        />
      )}
      <ul>
        {data?.records.map((record) => (
          <Row key={record.id} object={object} record={record} columns={state.columns} />
        ))}
      </ul>
    </Card>
  );
}

/** The first records of a view, with how many there are. */
export default function ViewCard({ object: name, view }: { object: string; view: string | undefined }) {
  const { t } = useTranslation("app");
  const object = useObject(name);
  const saved = useSavedViews().find((each) => each.id === view);
  const shipped = object?.views.find((each) => each.name === view);
  if (object && saved) return <Rows object={object} view={view} label={saved.name} state={completeState(object, saved)} />;
  if (object && shipped) return <Rows object={object} view={view} label={shipped.label} state={completeState(object, shipped)} />;
  if (object && view === undefined) return <Rows object={object} view={view} label={t("home.all")} state={completeState(object, {})} />;
  return (
    <Card>
      <EmptyState isCompact icon={<ObjectIcon name={object?.icon} />} title={t("home.viewGone")} text={t("home.viewGoneText")} />
    </Card>
  );
}
