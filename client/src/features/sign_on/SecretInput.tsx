import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";

export interface SecretProps {
  value: string;
  /** True where one is kept and stays as long as nothing is typed. */
  isKept: boolean;
  error: string | undefined;
  onChange: (secret: string) => void;
}

/** A secret that is written and never read. */
export function SecretInput({ label, value, isKept, error, onChange }: SecretProps & { label: string }) {
  const { t } = useTranslation("sign_on");
  return (
    <LabelledInput
      label={label} isSecret value={value} hint={t(isKept ? "secretKept" : "hint.secret")} error={error} autoComplete="new-password"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
