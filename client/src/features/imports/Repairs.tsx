import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { showProblem } from "@/ui/toast/undo";
import styles from "./imports.module.css";
import { chooseSettings, importKeys, type Import } from "./imports";
import { withRepair, type Repair } from "./preview";
import { labelAt } from "./targets";

interface RepairsProps {
  made: Import;
  repairs: readonly Repair[];
  /** The dry run is being done anew. */
  isBusy: boolean;
}

/** Cells that stand for something near: one click replaces them in all rows, and the mapping keeps it. */
export function Repairs({ made, repairs, isBusy }: RepairsProps) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const objects = useMeta().data?.objects ?? {};
  const mend = useMutation({
    mutationFn: (chosen: readonly Repair[]) => chooseSettings(made.id, { mapping: chosen.reduce(withRepair, [...(made.mapping ?? [])]) }),
    onSuccess: async (answer) => {
      client.setQueryData(importKeys.one(made.id), { ...made, ...answer });
      await client.invalidateQueries({ queryKey: importKeys.preview(made.id) });
    },
    onError: showProblem,
  });
  if (repairs.length === 0) return null;
  const all = repairs.length > 1 && (
    <Button size="small" disabled={isBusy} loading={mend.isPending} onClick={() => mend.mutate(repairs)}>
      {t("repairs.all")}
    </Button>
  );
  return (
    <Card title={t("repairs.title")} extra={all} isFlush>
      <ul>
        {repairs.map((each) => (
          <li key={`${each.column} ${each.from}`} className={styles.repair}>
            <span className={styles.repairText}>
              {t("repairs.text", {
                field: labelAt(objects[made.object ?? ""], objects, each.field) ?? made.headers[each.column],
                from: each.from,
                count: each.rows,
              })}
            </span>
            <Button size="small" disabled={isBusy || mend.isPending} onClick={() => mend.mutate([each])}>
              {t("repairs.use", { to: each.to })}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
