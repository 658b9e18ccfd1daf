import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { showProblem } from "@/ui/toast/undo";
import { everyone, type Layouts } from "./layout";
import styles from "./layout.module.css";
import type { RoleChoice } from "./ObjectLayout";
import { orderLayouts } from "./requests";
import { moved } from "./shape";
import { useShaping } from "./useShaping";

interface RoleOrderProps {
  object: ObjectMeta;
  layouts: Layouts;
  roles: readonly RoleChoice[];
}

/** Which layout somebody gets who has several of these roles: the first. */
export function RoleOrder({ object, layouts, roles }: RoleOrderProps) {
  const { t } = useTranslation("shape");
  const order = layouts.layouts.map((each) => each.role).filter((role) => role !== everyone);
  const turn = useShaping({ send: (next: string[]) => orderLayouts(object.name, next), told: () => t("layout.ordered"), onDone: () => undefined, onError: showProblem });
  if (order.length < 2) return null;
  return (
    <p className={styles.for}>
      <span className={styles.hint}>{t("layout.order")}</span>
      {order.map((role, at) => {
        const name = roles.find(({ code }) => code === role)?.name ?? role;
        return (
          <span key={role} className={styles.turn}>
            {at > 0 && <Button type="text" size="small" icon={<LeftOutlined />} aria-label={t("layout.before", { role: name })} onClick={() => turn.mutate(moved(order, at, at - 1))} />}
            <Chip>{name}</Chip>
            {at < order.length - 1 && <Button type="text" size="small" icon={<RightOutlined />} aria-label={t("layout.behind", { role: name })} onClick={() => turn.mutate(moved(order, at, at + 1))} />}
          </span>
        );
      })}
    </p>
  );
}
