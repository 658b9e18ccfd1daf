import { fieldUi } from "./registry";
import type { FilterInputProps, InputProps } from "./types";
import { bareOperators } from "./filter/periods";

/** Takes any field's value in a form. */
export function FieldInput(props: InputProps) {
  const { Input } = fieldUi(props.field);
  return <Input {...props} />;
}

/** Takes what a filter compares with; nothing for "is set" and "is empty". */
export function FilterValueInput(props: FilterInputProps) {
  if (bareOperators.has(props.operator)) return null;
  const { FilterInput } = fieldUi(props.field);
  return <FilterInput {...props} />;
}
