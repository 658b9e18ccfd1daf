import { useEffect } from "react";
import { bareOperators } from "./filter/periods";
import { fieldUi } from "./registry";
import type { FilterInputProps, InputProps } from "./types";

interface FieldInputProps extends InputProps {
  /** Takes the focus when it appears; needs an `id`. */
  autoFocus?: boolean;
}

/** Takes any field's value in a form. */
export function FieldInput({ autoFocus = false, ...props }: FieldInputProps) {
  const { Input } = fieldUi(props.field);
  const { id } = props;
  useEffect(() => {
    if (autoFocus && id) document.getElementById(id)?.focus();
  }, [autoFocus, id]);
  return <Input {...props} />;
}

/** Takes what a filter compares with; nothing for "is set" and "is empty". */
export function FilterValueInput(props: FilterInputProps) {
  if (bareOperators.has(props.operator)) return null;
  const { FilterInput } = fieldUi(props.field);
  return <FilterInput {...props} />;
}
