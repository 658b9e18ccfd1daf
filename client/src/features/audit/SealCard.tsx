import { SafetyCertificateOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Typography } from "antd";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { When } from "@/ui/kit/When";
import { sealQuery } from "./audit";
import styles from "./audit.module.css";

const mostCounted = 10_000;

/** How far the log is sealed, and the public key to check it with. */
export function SealCard() {
  const { t } = useTranslation("audit");
  const format = useFormat();
  const { data: seal } = useQuery(sealQuery);
  if (!seal) return null;
  const waiting = format.number(Math.min(seal.unsealed, mostCounted));
  return (
    <Card title={t("seal.title")}>
      <div className={styles.seal}>
        <p className={styles.sealState}>
          <SafetyCertificateOutlined aria-hidden="true" />
          {seal.sealed_at ? t("seal.sealed", { number: format.number(seal.size) }) : t("seal.never")}
          {seal.sealed_at && <When at={seal.sealed_at} />}
          {seal.unsealed > 0 && (
            <Chip tone={seal.unsealed >= mostCounted ? "warn" : "plain"}>
              {t(seal.unsealed >= mostCounted ? "seal.many" : "seal.waiting", { number: waiting })}
            </Chip>
          )}
        </p>
        {seal.key && (
          <dl className={styles.facts}>
            <dt>{t("seal.key")}</dt>
            <dd>
              <Typography.Text code copyable={{ tooltips: [t("seal.copy"), t("seal.copied")] }} className={styles.code}>
                {seal.key}
              </Typography.Text>
            </dd>
          </dl>
        )}
        <p className={styles.quiet}>{t("seal.hint")}</p>
      </div>
    </Card>
  );
}
