import { Input } from "antd";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import styles from "../fields.module.css";
import { TextFilter } from "../text/text";
import type { DisplayProps, FieldUi, InputProps } from "../types";
import { asText, isFields, personName } from "../values";
import { addressLine, addressParts } from "./address";

function AddressDisplay({ value }: DisplayProps) {
  const { language } = useFormat();
  return <span className={styles.line}>{addressLine(value, language)}</span>;
}

function PersonDisplay({ value }: DisplayProps) {
  return <span className={styles.line}>{personName(value)}</span>;
}

function placeText(value: unknown): string {
  return isFields(value) ? `${asText(value.latitude)}, ${asText(value.longitude)}` : asText(value);
}

function PlaceDisplay({ value }: DisplayProps) {
  const { t } = useTranslation("fields");
  const place = isFields(value) ? value : {};
  const address = `https://www.openstreetmap.org/?mlat=${asText(place.latitude)}&mlon=${asText(place.longitude)}#map=15/${asText(place.latitude)}/${asText(place.longitude)}`;
  return <a className={styles.line} href={address} target="_blank" rel="noopener noreferrer" title={t("location.map")}>{placeText(value)}</a>;
}

/** Without a single filled part the whole is empty. */
function joined(value: unknown, part: string, text: string): Record<string, string> | null {
  const before = isFields(value) ? value : {};
  const next = Object.entries({ ...before, [part]: text }).flatMap(([name, each]) => (asText(each) ? [[name, asText(each)]] : []));
  return next.length ? (Object.fromEntries(next) as Record<string, string>) : null;
}

interface PartsProps extends InputProps {
  parts: readonly string[];
  layout: "grid" | "row";
  plainPart: string;
}

function Parts({ value, field, onChange, id, isInvalid, disabled, describedBy, parts, layout, plainPart }: PartsProps) {
  const { t } = useTranslation("fields");
  const filled = isFields(value) ? value : { [plainPart]: value };
  return (
    <div className={layout === "grid" ? styles.partsGrid : styles.partsRow} role="group" aria-label={field.label} aria-describedby={describedBy}>
      {parts.map((part, place) => (
        <Input
          key={part}
          id={place === 0 ? id : undefined}
          value={asText(filled[part])}
          onChange={(event) => onChange(joined(filled, part, event.target.value))}
          placeholder={t(`part.${part}`)}
          aria-label={t(`part.${part}`)}
          status={isInvalid ? "error" : ""}
          disabled={disabled}
          data-part={part}
          autoComplete="off"
        />
      ))}
    </div>
  );
}

function AddressInput(props: InputProps) {
  return <Parts {...props} parts={addressParts} layout="grid" plainPart="street" />;
}

/** The family name comes first where the language has it so. */
function PersonInput({ value, onChange, ...rest }: InputProps) {
  const { language } = useFormat();
  const parts = language.startsWith("zh") ? ["family", "given"] : ["given", "family"];
  const known = isFields(value) ? { family: value.family, given: value.given } : value;
  return <Parts {...rest} value={known} onChange={onChange} parts={parts} layout="row" plainPart="family" />;
}

function PlaceInput(props: InputProps) {
  return <Parts {...props} parts={["latitude", "longitude"]} layout="row" plainPart="latitude" />;
}

const base = { FilterInput: TextFilter, align: "start", editing: "form" } as const;

export const address: FieldUi = { ...base, Display: AddressDisplay, Input: AddressInput, width: 16, plain: (value, _field, { format }) => addressLine(value, format.language) };
export const personNameUi: FieldUi = { ...base, Display: PersonDisplay, Input: PersonInput, width: 9, plain: personName };
export const location: FieldUi = { ...base, Display: PlaceDisplay, Input: PlaceInput, width: 11, plain: placeText };
