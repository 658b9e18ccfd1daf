import { Checkbox } from "antd";
import { useTranslation } from "@/i18n";
import type { KindFactsProps } from "./KindFacts";
import { Row } from "./Row";
import { withEncryption } from "./marks";

/** Whether the values are kept encrypted. What it costs stands beside it; the page of encrypted fields takes it back. */
export function Encryption({ field, facts, change, faultsOf }: KindFactsProps) {
  const { t } = useTranslation("shape");
  if (!withEncryption.has(facts.kind)) return null;
  const isKept = field?.is_encrypted === true;
  return (
    <Row label={t("field.encryption")} hint={t(isKept ? "field.encryptedHint" : "field.encryptHint")} faults={faultsOf("encrypted")}>
      <Checkbox checked={facts.encrypted} disabled={isKept} onChange={(event) => change({ encrypted: event.target.checked })}>
        {t("field.encrypted")}
      </Checkbox>
    </Row>
  );
}
