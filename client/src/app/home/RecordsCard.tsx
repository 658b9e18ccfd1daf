import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RecordLink } from "@/api/meta";
import { useMeta } from "@/api/session";
import { recordAddress } from "@/ui/addresses";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import styles from "./RecordsCard.module.css";

interface RecordsCardProps {
  title: string;
  records: readonly RecordLink[];
  icon: ReactNode;
  /** What is said where there are none, and what would bring them. */
  nothing: string;
  nothingText: string;
}

/** Records of any kind, one below the other. */
export function RecordsCard({ title, records, icon, nothing, nothingText }: RecordsCardProps) {
  const objects = useMeta().data?.objects;
  return (
    <Card title={title}>
      {records.length === 0 ? (
        <EmptyState isCompact icon={icon} title={nothing} text={nothingText} />
      ) : (
        <ul className={styles.records}>
          {records.map(({ object, id, title: name }) => (
            <li key={`${object}/${id}`}>
              <Link {...recordAddress(object, id)}>
                <span className={styles.icon} aria-hidden="true">
                  <ObjectIcon name={objects?.[object]?.icon} />
                </span>
                <span className={styles.title}>{name}</span>
                <span className={styles.kind}>{objects?.[object]?.label}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
