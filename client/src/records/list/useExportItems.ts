import { useTranslation } from "@/i18n";
import { exportFormats, exportTexts } from "./bulk";
import type { Bulk } from "./useBulk";

/** A menu's items, one for each kind of file that an export can be. */
export function useExportItems(bulk: Bulk) {
  const { t } = useTranslation("records");
  return exportFormats.map((format) => ({ key: format, label: t(exportTexts[format]), onClick: () => void bulk.download(format) }));
}
