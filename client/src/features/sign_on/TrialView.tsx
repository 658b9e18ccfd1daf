import { CheckCircleOutlined, CloseCircleOutlined, ExclamationCircleOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { showProblem } from "@/ui/toast/undo";
import { PersonView } from "./PersonView";
import { tryDirectory, type Directory, type Finding } from "./signOn";
import styles from "./signOn.module.css";

const icons = { fine: CheckCircleOutlined, mind: ExclamationCircleOutlined, wrong: CloseCircleOutlined };

function FindingRow({ finding }: { finding: Finding }) {
  const { t } = useTranslation("sign_on");
  const Icon = icons[finding.weight];
  return (
    <li className={styles[finding.weight]}>
      <Icon aria-label={t(`weight.${finding.weight}`)} /> <span>{finding.text}</span>
    </li>
  );
}

/** Asks a directory and shows what it answers; one that looks people up shows one of them too. */
export function TrialView({ directory }: { directory: Directory }) {
  const { t } = useTranslation("sign_on");
  const [login, setLogin] = useState("");
  const trial = useMutation({ mutationFn: () => tryDirectory(directory.id, login.trim()), onError: showProblem });
  return (
    <form
      className={styles.trial}
      onSubmit={(event) => {
        event.preventDefault();
        trial.mutate();
      }}
    >
      <div className={styles.asking}>
        {directory.kind === "ldap" && (
          <Input
            size="small" value={login} placeholder={t("lookUp")} aria-label={t("lookUpNamed", { name: directory.name })} autoComplete="off" spellCheck={false}
            onChange={(event) => setLogin(event.target.value)}
          />
        )}
        <Button size="small" htmlType="submit" loading={trial.isPending} aria-label={t("tryNamed", { name: directory.name })}>
          {t("try")}
        </Button>
      </div>
      {trial.data && (
        <ul role="status">
          {trial.data.findings.map((finding) => (
            <FindingRow key={finding.text} finding={finding} />
          ))}
        </ul>
      )}
      {trial.data?.person && <PersonView person={trial.data.person} />}
    </form>
  );
}
