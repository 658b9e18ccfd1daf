import { AudioOutlined, FileImageOutlined, PlayCircleOutlined, ReloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useState } from "react";
import type { Captcha } from "@/api/security";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { play } from "./listening";
import styles from "./LoginForm.module.css";

interface CaptchaInputProps {
  captcha: Captcha;
  error: string | undefined;
  onAnother: (form: "picture" | "sound") => Promise<void>;
}

/** A picture of letters, or digits to hear, and the place to type them in. */
export function CaptchaInput({ captcha, error, onAnother }: CaptchaInputProps) {
  const { t } = useTranslation("app");
  const [isBusy, setBusy] = useState(false);
  const { sound } = captcha;
  useEffect(() => {
    if (sound) void play(sound);
  }, [sound]);
  const ask = (form: "picture" | "sound") => {
    setBusy(true);
    void onAnother(form).finally(() => setBusy(false));
  };
  return (
    <div className={styles.captcha}>
      {captcha.picture && <img src={captcha.picture} width={200} height={72} alt={t("login.picture")} />}
      <div className={styles.ways}>
        {sound && (
          <Button icon={<PlayCircleOutlined />} onClick={() => void play(sound)}>
            {t("login.again")}
          </Button>
        )}
        <Button icon={<ReloadOutlined />} disabled={isBusy} onClick={() => ask(sound ? "sound" : "picture")}>
          {t(sound ? "login.otherDigits" : "login.otherPicture")}
        </Button>
        <Button icon={sound ? <FileImageOutlined /> : <AudioOutlined />} disabled={isBusy} onClick={() => ask(sound ? "picture" : "sound")}>
          {t(sound ? "login.see" : "login.listen")}
        </Button>
      </div>
      <LabelledInput
        label={t(sound ? "login.digits" : "login.captcha")} name="captcha" size="large" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={10}
        inputMode={sound ? "numeric" : "text"} error={error}
      />
    </div>
  );
}
