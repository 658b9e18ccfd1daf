import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FieldMeta, ObjectMeta } from "@/api/meta";
import { wireValue } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { showToast } from "@/ui/toast/toasts";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { withReferring } from "../undo/referring";
import type { ShownView } from "../views/useView";
import { bulkDelete, bulkEdit, exportRecords, filterOf, targetOf, type BulkResult, type ExportFormat, type Refused } from "./bulk";
import { renewLists } from "./cached";
import type { Selection } from "./useSelection";

/** Changes, deletes and exports everything that is selected. */
export function useBulk(object: ObjectMeta, view: ShownView, selection: Selection) {
  const { t } = useTranslation("records");
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const question = { filter: view.state.filter, sort: view.state.sort, q: view.q };

  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const tell = (text: string, result: BulkResult) => {
    showWritten(text, result.change_set);
    setRefused(result.refused ?? []);
    void renewLists(client, object.name);
  };
  const edit = (field: FieldMeta, value: unknown) =>
    run(async () => {
      const target = await targetOf(object.name, selection, question);
      const result = await bulkEdit(object.name, target, { [field.name]: wireValue(field, value) });
      tell(t("bulk.changed", { count: result.changed }), result);
    });
  const remove = () =>
    run(async () => {
      const result = await bulkDelete(object.name, await targetOf(object.name, selection, question));
      tell(withReferring(t("bulk.deleted", { count: result.changed }), result.referring, result.changed), result);
      selection.clear();
    });
  /** Without a selection everything that the view finds. */
  const download = (format: ExportFormat) =>
    run(async () => {
      const whole = selection.isAll || selection.ids.size === 0;
      const target = await targetOf(object.name, { ...selection, isAll: whole }, question);
      const { address, leftOut } = await exportRecords({ object, filter: filterOf(target), fields: view.state.columns, sort: view.state.sort, format });
      const link = document.createElement("a");
      link.href = address;
      link.download = "";
      link.click();
      const left = leftOut > 0 ? ` ${t("bulk.leftOut", { count: leftOut })}` : "";
      showToast({ text: t("bulk.exported") + left });
    });
  return { isBusy, refused, forgetRefused: () => setRefused([]), edit, remove, download };
}

export type Bulk = ReturnType<typeof useBulk>;
