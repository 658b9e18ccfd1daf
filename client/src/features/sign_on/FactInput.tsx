import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import type { DirectoryFacts } from "./signOn";

export type TextFact = { [Name in keyof DirectoryFacts]: DirectoryFacts[Name] extends string ? Name : never }[keyof DirectoryFacts];

export interface FactsFormProps {
  facts: DirectoryFacts;
  fault: (name: string) => string | undefined;
  onChange: (change: Partial<DirectoryFacts>) => void;
}

interface FactInputProps extends FactsFormProps {
  name: Exclude<TextFact, "groups_by" | "authority">;
  /** What the fact is called where that is not its usual name. */
  label?: string;
  hint?: string;
}

/** One fact of a directory that is a line of text. */
export function FactInput({ name, label, hint, facts, fault, onChange }: FactInputProps) {
  const { t } = useTranslation("sign_on");
  return (
    <LabelledInput
      label={label ?? t(`field.${name}`)} value={facts[name]} error={fault(name)} {...(hint ? { hint } : {})} spellCheck={false} autoComplete="off"
      onChange={(event) => onChange({ [name]: event.target.value })}
    />
  );
}
