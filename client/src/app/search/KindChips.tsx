import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { useNavigation } from "../shell/navigation";
import styles from "./SearchPage.module.css";

/** The kinds of records, of which one may be chosen. */
export function KindChips({ chosen, onChoose }: { chosen: string | undefined; onChoose: (object: string | undefined) => void }) {
  const { t } = useTranslation("app");
  const objects = useNavigation().flatMap((area) => area.objects);
  return (
    <div className={styles.kinds} role="group" aria-label={t("search.kinds")}>
      <Chip tone={chosen ? "plain" : "accent"} onClick={() => onChoose(undefined)}>
        {t("search.everything")}
      </Chip>
      {objects.map(({ name, plural, icon }) => (
        <Chip key={name} tone={name === chosen ? "accent" : "plain"} icon={<ObjectIcon name={icon} />} onClick={() => onChoose(name)}>
          {plural}
        </Chip>
      ))}
    </div>
  );
}
