import { Alert } from "antd";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";

/** Why the server did not take the choices: each reason once, or what it says of the whole. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation("ui");
  if (!error) return null;
  const reasons = isProblem(error) ? [...new Set(error.errors.map((each) => each.message))].filter(Boolean) : [];
  const whole = isProblem(error) && error.message ? error.message : t("problem.unknown");
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={reasons.length === 1 ? reasons[0] : whole}
      description={
        reasons.length > 1 && (
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )
      }
    />
  );
}
