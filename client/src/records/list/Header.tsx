import { DownloadOutlined, EllipsisOutlined, ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { may } from "@/api/session";
import { asText } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Kbd } from "@/ui/kit/Kbd";
import { PageHeader } from "@/ui/kit/PageHeader";
import { useIsPhone } from "@/ui/kit/viewport";
import { useShortcut } from "@/ui/shortcuts/useShortcut";
import { inSentence } from "@/ui/format/words";
import type { ShownView } from "../views/useView";
import { ViewTabs } from "../views/ViewTabs";
import type { Total } from "./GridTotals";
import type { Bulk } from "./useBulk";
import { useExportItems } from "./useExportItems";

interface HeaderProps {
  object: ObjectMeta;
  view: ShownView;
  total: number | null;
  isExact: boolean;
  totals: ReadonlyMap<string, Total>;
  bulk: Bulk;
}

function Facts({ object, view, total, isExact, totals }: Omit<HeaderProps, "bulk">) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const isPhone = useIsPhone();
  if (total === null) return null;
  const count = `${format.number(total)}${isExact ? "" : "+"}`;
  const isMoney = (each: string) => (object.fields[each]?.result_kind ?? object.fields[each]?.kind) === "money";
  const name = view.state.total ?? view.state.columns.find(isMoney) ?? "";
  const sum = totals.get(name)?.value;
  return (
    <>
      {t("list.count", { count: total, shown: count })}
      {sum != null && !isPhone && ` · ${t("list.total", { field: object.fields[name]?.label, sum: isMoney(name) ? format.companyMoney(asText(sum)) : format.number(asText(sum)) })}`}
    </>
  );
}

/** The list's name with its count and sum, its views, and what can be done with the whole. */
export function Header({ bulk, ...props }: HeaderProps) {
  const { t } = useTranslation("records");
  const { object, view } = props;
  const navigate = useNavigate();
  const isPhone = useIsPhone();
  const mayCreate = may(object, "create");
  const create = () => view.setSearch({ create: true });
  useShortcut("n", "records:keys.new", create, mayCreate);
  const importRecords = () => void navigate({ to: "/import", search: { object: object.name } as never });
  const exports = useExportItems(bulk);
  const mayImport = may(object, "import");
  const mayExport = may(object, "export");
  const more = [...(mayImport ? [{ key: "import", label: t("list.import"), icon: <ImportOutlined />, onClick: importRecords }] : []), ...(mayExport ? exports : [])];
  const actions = isPhone ? (
    <>
      {more.length > 0 && (
        <Dropdown menu={{ items: more }} trigger={["click"]}>
          <Button icon={<EllipsisOutlined />} aria-label={t("list.more")} />
        </Dropdown>
      )}
      {mayCreate && <Button type="primary" icon={<PlusOutlined />} aria-label={t("list.new", { object: inSentence(object.label) })} onClick={create} />}
    </>
  ) : (
    <>
      {mayImport && <Button icon={<ImportOutlined />} onClick={importRecords}>{t("list.import")}</Button>}
      {mayExport && (
        <Dropdown menu={{ items: exports }} trigger={["click"]}>
          <Button icon={<DownloadOutlined />} loading={bulk.isBusy}>{t("list.export")}</Button>
        </Dropdown>
      )}
      {mayCreate && (
        <Button type="primary" onClick={create}>
          {t("list.new", { object: inSentence(object.label) })} <Kbd keys="n" command="records:keys.new" />
        </Button>
      )}
    </>
  );
  return (
    <PageHeader title={object.plural} facts={<Facts {...props} />} actions={actions}>
      <ViewTabs object={object} view={view} />
    </PageHeader>
  );
}
