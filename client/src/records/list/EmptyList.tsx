import { FilterOutlined, ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { may } from "@/api/session";
import { useTranslation } from "@/i18n";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { inSentence } from "@/ui/format/words";
import type { ShownView } from "../views/useView";
import { isNoFilter } from "../views/viewState";

/** Why nothing is here, and what to do next. */
export function EmptyList({ object, view }: { object: ObjectMeta; view: ShownView }) {
  const { t } = useTranslation("records");
  const isNarrowed = !isNoFilter(view.state.filter) || view.q !== "";
  const create = may(object, "create") && (
    <Button type={isNarrowed ? "default" : "primary"} icon={<PlusOutlined />} onClick={() => view.setSearch({ create: true })}>
      {t("list.new", { object: inSentence(object.label) })}
    </Button>
  );
  if (isNarrowed) {
    const widen = () => {
      view.setSearch({ q: undefined });
      view.change({ filter: {} });
    };
    return (
      <EmptyState
        icon={<FilterOutlined />}
        title={t("empty.narrowed")}
        text={t("empty.narrowedText", { objects: inSentence(object.plural) })}
        action={
          <>
            <Button type="primary" onClick={widen}>{t("empty.widen")}</Button>
            {create}
          </>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<ObjectIcon name={object.icon} />}
      title={t("empty.none", { objects: inSentence(object.plural) })}
      text={t("empty.noneText", { objects: object.plural })}
      action={
        <>
          {create}
          {may(object, "import") && (
            <Link to="/import" search={{ object: object.name } as never}>
              <Button icon={<ImportOutlined />}>{t("list.import")}</Button>
            </Link>
          )}
        </>
      }
    />
  );
}
