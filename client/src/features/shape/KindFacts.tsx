import { Checkbox, Input, InputNumber, Select } from "antd";
import type { FieldMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { GrowingText } from "@/ui/kit/GrowingText";
import { ChoicesEditor } from "./ChoicesEditor";
import { Encryption } from "./Encryption";
import { withSearch, withUnique } from "./marks";
import { RollUpEditor } from "./RollUpEditor";
import { Row } from "./Row";
import { TagsEditor } from "./TagsEditor";
import {
  computed, resultKinds, shapedObjects, withBounds, withChoices, withDecimals, withTarget, type FieldFacts,
} from "./shape";
import styles from "./shape.module.css";
import { kindTexts, numberingTexts } from "./words";

export interface KindFactsProps {
  object: string;
  facts: FieldFacts;
  /** The field as it is; none for a new one. */
  field: FieldMeta | null;
  isNew: boolean;
  change: (part: Partial<FieldFacts>) => void;
  faultsOf: (name: string) => string[];
}

function Target({ facts, change, faultsOf }: KindFactsProps) {
  const { t } = useTranslation("shape");
  const meta = useMeta().data;
  const options = meta ? shapedObjects(meta).map((object) => ({ value: object.name, label: object.label })) : [];
  return (
    <Row label={t("field.target")} faults={faultsOf("target")}>
      <Select
        value={facts.target}
        options={options}
        onChange={(target: string) => change({ target })}
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t("field.target")}
      />
    </Row>
  );
}

function Formula({ object, facts, isNew, change, faultsOf }: KindFactsProps) {
  const { t } = useTranslation("shape");
  const fields = Object.values(useMeta().data?.objects[object]?.fields ?? {});
  const insert = (name: string) => change({ formula: `${facts.formula}${facts.formula && !facts.formula.endsWith(" ") ? " " : ""}${name}` });
  return (
    <>
      <Row label={t("field.formula")} hint={t("field.formulaHint")} faults={faultsOf("formula")}>
        <GrowingText
          className={styles.formula}
          rows={2}
          value={facts.formula}
          onChange={(event) => change({ formula: event.target.value })}
          status={faultsOf("formula").length ? "error" : ""}
          aria-label={t("field.formula")}
          spellCheck={false}
        />
        <Select
          size="small"
          value={null}
          placeholder={t("field.insert")}
          options={fields.map((field) => ({ value: field.name, label: `${field.label} (${field.name})` }))}
          onChange={(name: string | null) => name && insert(name)}
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("field.insert")}
        />
      </Row>
      {isNew && (
        <Row label={t("field.result")}>
          <Select
            value={facts.result_kind}
            options={resultKinds.map((kind) => ({ value: kind, label: t(kindTexts[kind]) }))}
            onChange={(kind) => change({ result_kind: kind })}
            aria-label={t("field.result")}
          />
        </Row>
      )}
    </>
  );
}

function Numbers({ facts, change, faultsOf }: KindFactsProps) {
  const { t } = useTranslation("shape");
  return (
    <Row label={t("field.bounds")} faults={[...faultsOf("at_least"), ...faultsOf("at_most")]}>
      <div className={styles.bounds}>
        <Input value={facts.at_least} inputMode="decimal" placeholder={t("field.atLeast")} aria-label={t("field.atLeast")} onChange={(event) => change({ at_least: event.target.value })} />
        <Input value={facts.at_most} inputMode="decimal" placeholder={t("field.atMost")} aria-label={t("field.atMost")} onChange={(event) => change({ at_most: event.target.value })} />
        {withDecimals.has(facts.kind) && (
          <InputNumber value={facts.decimals} min={0} max={10} placeholder={t("field.decimals")} aria-label={t("field.decimals")} onChange={(decimals) => change({ decimals })} />
        )}
      </div>
    </Row>
  );
}

function Numbering({ facts, change, faultsOf }: KindFactsProps) {
  const { t } = useTranslation("shape");
  if (facts.kind === "auto_number") {
    return (
      <Row label={t("field.pattern")} hint={t("field.patternHint")} faults={faultsOf("numbering")}>
        <Input value={facts.numbering ?? ""} onChange={(event) => change({ numbering: event.target.value })} aria-label={t("field.pattern")} />
      </Row>
    );
  }
  const options = (["uscc", "resident", "card"] as const).map((value) => ({ value, label: t(numberingTexts[value]) }));
  return (
    <Row label={t("field.numbering")}>
      <Select value={facts.numbering} options={options} onChange={(numbering: string) => change({ numbering })} aria-label={t("field.numbering")} />
    </Row>
  );
}

function Marks({ facts, isNew, change }: KindFactsProps) {
  const { t } = useTranslation("shape");
  if (computed.has(facts.kind) && !(isNew && withSearch.has(facts.kind))) return null;
  return (
    <div className={styles.marks}>
      {!computed.has(facts.kind) && (
        <Checkbox checked={facts.required} onChange={(event) => change({ required: event.target.checked })}>
          {t("field.required")}
        </Checkbox>
      )}
      {isNew && withUnique.has(facts.kind) && (
        <Checkbox checked={facts.unique} onChange={(event) => change({ unique: event.target.checked })}>
          {t("field.unique")}
        </Checkbox>
      )}
      {isNew && withSearch.has(facts.kind) && (
        <Checkbox checked={facts.search > 0} onChange={(event) => change({ search: event.target.checked ? 1 : 0 })}>
          {t("field.search")}
        </Checkbox>
      )}
    </div>
  );
}

/** What a field of this kind can be told beyond its name. */
export function KindFacts(props: KindFactsProps) {
  const { t } = useTranslation("shape");
  const { object, facts, isNew, change, faultsOf } = props;
  const { kind } = facts;
  return (
    <>
      {withChoices.has(kind) && (
        <Row label={t("field.choices")} faults={faultsOf("choices")}>
          <ChoicesEditor value={facts.choices} onChange={(choices) => change({ choices })} />
        </Row>
      )}
      {kind === "tags" && (
        <Row label={t("field.knownTags")} hint={t("field.knownTagsHint")} faults={[...faultsOf("choices"), ...faultsOf("tag_groups")]}>
          <TagsEditor facts={facts} field={props.field} change={change} />
        </Row>
      )}
      {isNew && withTarget.has(kind) && <Target {...props} />}
      {kind === "formula" && <Formula {...props} />}
      {isNew && kind === "roll_up" && (
        <Row label={t("field.rollUp")} faults={faultsOf("roll_up")}>
          <RollUpEditor object={object} value={facts.roll_up} onChange={(rollUp) => change({ roll_up: rollUp })} />
        </Row>
      )}
      {withBounds.has(kind) && <Numbers {...props} />}
      {isNew && facts.numbering !== null && <Numbering {...props} />}
      <Encryption {...props} />
      <Marks {...props} />
    </>
  );
}
