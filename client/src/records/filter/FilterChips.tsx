import { FilterOutlined, PlusOutlined } from "@ant-design/icons";
import { Popover } from "antd";
import { useState } from "react";
import type { FieldMeta, Filter, ObjectMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { choiceOf } from "@/fields/choice/choice";
import { asTexts } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { Focused } from "@/ui/kit/Focused";
import { toneOf, type Tone } from "@/ui/kit/tones";
import { isNoFilter } from "../views/viewState";
import { FilterBuilder } from "./FilterBuilder";
import { useFilterWords } from "./useFilterWords";
import { fieldAt, fromTopParts, topParts } from "./tree";

/** A filter by tags has the colour of the first one that has any. */
function tagTone(field: FieldMeta | undefined, value: unknown): Tone | null {
  const colour = field?.kind === "tags" ? asTexts(value).map((key) => choiceOf(field, key).colour).find(Boolean) : null;
  return colour ? toneOf(colour) : null;
}

function FilterChip({ object, part, onOpen, onRemove }: { object: ObjectMeta; part: Filter; onOpen: () => void; onRemove: () => void }) {
  const { t } = useTranslation("records");
  const words = useFilterWords(object, part);
  const meta = useMeta().data;
  const tone = "field" in part ? tagTone(fieldAt(meta, object, part.field as string), part.value) : null;
  return (
    <Chip tone={tone ?? "accent"} dot={tone !== null} onClick={onOpen} onRemove={onRemove} removeLabel={t("filter.removeChip", { text: words })}>
      {words}
    </Chip>
  );
}

interface FilterChipsProps {
  object: ObjectMeta;
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** The filter as chips; each opens the builder, each can be taken away. */
export function FilterChips({ object, filter, onChange }: FilterChipsProps) {
  const { t } = useTranslation("records");
  const [isOpen, setOpen] = useState(false);
  const parts = topParts(filter);
  const apply = (next: Filter) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <>
      {parts.map((part, place) => (
        <FilterChip
          key={JSON.stringify(part)}
          object={object}
          part={part}
          onOpen={() => setOpen(true)}
          onRemove={() => onChange(fromTopParts(parts.filter((_, at) => at !== place)))}
        />
      ))}
      <Popover
        open={isOpen}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        destroyOnHidden
        content={
          <Focused>
            <FilterBuilder object={object} filter={filter} onApply={apply} />
          </Focused>
        }
      >
        <span>
          <Chip icon={isNoFilter(filter) ? <FilterOutlined aria-hidden /> : <PlusOutlined aria-hidden />} onClick={() => setOpen(!isOpen)}>
            {t("filter.title")}
          </Chip>
        </span>
      </Popover>
    </>
  );
}
