import { ClockCircleOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { useRecent } from "../shell/sideQueries";
import styles from "./RecentCard.module.css";

export function RecentCard() {
  const { t } = useTranslation("app");
  const objects = useMeta().data?.objects;
  const records = useRecent().slice(0, 8);
  return (
    <Card title={t("menu.recent")}>
      {records.length === 0 ? (
        <EmptyState isCompact icon={<ClockCircleOutlined />} title={t("home.nothingSeen")} text={t("home.nothingSeenText")} />
      ) : (
        <ul className={styles.records}>
          {records.map(({ object, id, title }) => (
            <li key={`${object}/${id}`}>
              <Link {...recordAddress(object, id)}>
                <span className={styles.icon} aria-hidden="true">
                  <ObjectIcon name={objects?.[object]?.icon} />
                </span>
                <span className={styles.title}>{title}</span>
                <span className={styles.kind}>{objects?.[object]?.label}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
