import { LoginOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { ComparisonView } from "./ComparisonView";
import { DirectoryEditor } from "./DirectoryEditor";
import { directoriesQuery, type Directory } from "./signOn";
import styles from "./signOn.module.css";
import { TrialView } from "./TrialView";

function DirectoryRow({ directory, onOpen }: { directory: Directory; onOpen: () => void }) {
  const { t } = useTranslation("sign_on");
  return (
    <li>
      <button type="button" onClick={onOpen}>
        <b>
          {directory.name} <Tag>{t(`kind.${directory.kind}`)}</Tag> {!directory.is_on && <Tag>{t("off")}</Tag>}
        </b>
        <span className={styles.hint}>{directory.issuer ?? directory.address}</span>
      </button>
      <TrialView directory={directory} />
      {directory.kind === "ldap" && <ComparisonView directory={directory} />}
    </li>
  );
}

/** The directories that people may sign in through, and the editor of one. */
export function Directories() {
  const { t } = useTranslation("sign_on");
  const { data, error, refetch, isPending } = useQuery(directoriesQuery);
  const [open, setOpen] = useState<Directory | "new" | null>(null);
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  const list = data?.directories ?? [];
  const add = (
    <Button size="small" icon={<PlusOutlined />} onClick={() => setOpen("new")}>
      {t("add")}
    </Button>
  );
  return (
    <Card title={t("title")} isFlush extra={list.length > 0 && add}>
      {isPending && <ListSkeleton rows={3} />}
      {data && list.length === 0 && <EmptyState icon={<LoginOutlined />} title={t("empty")} text={t("emptyText")} action={add} />}
      <ul className={styles.list} aria-label={t("title")}>
        {list.map((directory) => (
          <DirectoryRow key={`${directory.id} ${directory.issuer ?? directory.address}`} directory={directory} onOpen={() => setOpen(directory)} />
        ))}
      </ul>
      {open && <DirectoryEditor directory={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </Card>
  );
}
