import { Select } from "antd";
import { useDeferredValue, useState, type ReactNode } from "react";
import type { ReferenceValue } from "@/api/meta";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Avatar } from "@/ui/kit/Avatar";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { TabLeaves } from "@/ui/kit/TabLeaves";
import styles from "../fields.module.css";
import { useLookup, useTitles } from "./lookup";

export interface ReferencePickerProps {
  /** The object whose records are offered. */
  target: string;
  value: readonly ReferenceValue[];
  onChange: (value: ReferenceValue[]) => void;
  isMultiple?: boolean;
  label: string;
  id?: string;
  isInvalid?: boolean;
  disabled?: boolean;
  startsOpen?: boolean;
  mayClear?: boolean;
  describedBy?: string;
  /** Offers "me" first, for filters over people. */
  offersMe?: boolean;
  /** Stands below the hits, such as a way to create. */
  footer?: (typed: string) => ReactNode;
}

interface Option {
  value: string;
  label: string;
  subtitle: string | null;
  belongsTo: string | null;
}

function Hit({ option, target }: { option: Option; target: string }) {
  const object = useObject(target);
  const icon = object?.icon;
  const choices = object?.fields[object.subtitle ?? ""]?.choices;
  const subtitle = choices?.find((choice) => choice.key === option.subtitle)?.label ?? option.subtitle;
  const more = [option.belongsTo, subtitle].filter(Boolean).join(" · ");
  return (
    <span className={styles.hit}>
      {target === "user" ? <Avatar name={option.label} size="small" /> : <ObjectIcon name={icon} />}
      <span className={styles.hitTitle}>{option.label}</span>
      {more && <span className={styles.hitMore}>{more}</span>}
    </span>
  );
}

type Chosen = { value: string } | { value: string }[] | null | undefined;

function listOf(chosen: Chosen): { value: string }[] {
  if (!chosen) return [];
  return Array.isArray(chosen) ? chosen : [chosen];
}

/** The options to offer, and how each chosen record is called. */
function useOffers(target: string, value: readonly ReferenceValue[], asked: string, isOpen: boolean, offersMe: boolean) {
  const { t } = useTranslation("fields");
  const lookup = useLookup(target, asked, isOpen);
  const titles = useTitles(target, value);
  const me: Option[] = offersMe && !asked ? [{ value: "me", label: t("me"), subtitle: null, belongsTo: null }] : [];
  const hits: Option[] = (lookup.data?.hits ?? []).map((hit) => ({ value: hit.id, label: hit.title, subtitle: hit.subtitle, belongsTo: hit.belongs_to }));
  const nameOf = (id: string) => (id === "me" ? t("me") : (hits.find((hit) => hit.value === id)?.label ?? titles.get(id)));
  return { lookup, hits, options: [...me, ...hits], nameOf };
}

/** Finds records while one types; while nothing is typed it offers the most recent. */
export function ReferencePicker(props: ReferencePickerProps) {
  const { target, value, onChange, isMultiple = false, label, offersMe = false, footer } = props;
  const { t } = useTranslation("fields");
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(props.startsOpen ?? false);
  const asked = useDeferredValue(typed.trim());
  const { lookup, hits, options, nameOf } = useOffers(target, value, asked, isOpen, offersMe);
  const chosen = value.map(({ id }) => ({ value: id, label: nameOf(id) ?? t("hidden") }));
  const take = (next: { value: string }[]) => {
    setTyped(""); // the select empties its input without a word
    onChange(next.map(({ value: id }) => ({ id, title: nameOf(id) ?? null })));
  };
  return (
    <TabLeaves isOn={isMultiple && !typed} onLeave={() => setOpen(false)}>
      <Select
        {...(props.id ? { id: props.id } : {})}
        {...(isMultiple ? { mode: "multiple" as const } : {})}
        labelInValue
        value={isMultiple ? chosen : (chosen[0] ?? null)}
        onChange={(next: Chosen) => take(listOf(next))}
        options={options}
        optionRender={({ data }) => <Hit option={data} target={target} />}
        showSearch={{ filterOption: false, onSearch: setTyped, autoClearSearchValue: true }}
        open={isOpen}
        onOpenChange={setOpen}
        loading={lookup.isFetching}
        notFoundContent={<span className={styles.hitMore}>{t(lookup.isPending ? "lookup.searching" : "lookup.nothing")}</span>}
        popupRender={(menu) => (
          <>
            {!asked && hits.length > 0 && <div className={styles.hitHead}>{t("lookup.recent")}</div>}
            {menu}
            {footer?.(typed)}
          </>
        )}
        allowClear={props.mayClear ?? true}
        status={props.isInvalid ? "error" : ""}
        disabled={props.disabled}
        popupMatchSelectWidth={280}
        placeholder={t("lookup.type")}
        aria-label={props.id ? undefined : label}
        aria-describedby={props.describedBy}
        style={{ width: "100%" }}
      />
    </TabLeaves>
  );
}
