import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { keys } from "@/api/queries";
import { handedStep, type Step } from "@/api/security";
import type { Me } from "@/api/session";
import { currentLanguage, useTranslation } from "@/i18n";
import { adoptPersonal, changeLanguage } from "../personal";
import { ElsewhereFault } from "./Elsewhere";
import { Entrance } from "./Entrance";
import { LoginForm } from "./LoginForm";
import { OtherWays } from "./OtherWays";
import { safeNext, type LoginSearch } from "./next";
import { SecondStep } from "./SecondStep";

let languageChosenHere = false;

export default function LoginPage() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next, fault, step: isHanded = false } = useSearch({ strict: false }) as LoginSearch;
  const [given, setStep] = useState<Step | null | undefined>(undefined);
  const handed = useQuery({ queryKey: ["handed step"], queryFn: handedStep, enabled: isHanded, retry: false, staleTime: Infinity, gcTime: 0 });
  const step = given === undefined ? (handed.data ?? null) : given;
  const code = handed.error ? "directory_state_over" : fault;
  const enter = async (me: Me) => {
    client.clear();
    client.setQueryData(keys.me, me);
    if (languageChosenHere) await changeLanguage(client, currentLanguage());
    else await adoptPersonal(client, me);
    await navigate({ href: safeNext(next), replace: true });
  };
  const choose = () => {
    languageChosenHere = true;
  };
  if (step) {
    return (
      <Entrance title={t("second.title")} lead={t("second.lead")} onLanguage={choose}>
        <SecondStep step={step} onSignedIn={enter} onBack={() => setStep(null)} />
      </Entrance>
    );
  }
  return (
    <Entrance title={t("login.title")} lead={t("login.lead")} onLanguage={choose}>
      {code && <ElsewhereFault code={code} />}
      <LoginForm onSignedIn={enter} onStep={setStep} />
      <OtherWays next={safeNext(next)} onSignedIn={enter} />
    </Entrance>
  );
}
