import { ClockCircleOutlined } from "@ant-design/icons";
import { Button, DatePicker, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import styles from "./page.module.css";

interface PastChooserProps {
  at: string | undefined;
  /** The record has not been there before. */
  since: unknown;
  onChoose: (at: string) => void;
  onClose: () => void;
}

/** Asks for the moment at which the record shall be shown. */
export function PastChooser({ at, since, onChoose, onClose }: PastChooserProps) {
  const { t } = useTranslation("page");
  const [moment, setMoment] = useState<Dayjs>(() => dayjs(at));
  const first = typeof since === "string" ? dayjs(since) : null;
  return (
    <Modal
      open
      title={t("past.choose")}
      okText={t("past.show")}
      onCancel={onClose}
      onOk={() => onChoose(moment.toISOString())}
    >
      <DatePicker
        className={styles.pastPicker}
        value={moment}
        onChange={(value: Dayjs | null) => value && setMoment(value)}
        showTime={{ format: "HH:mm" }}
        allowClear={false}
        minDate={first ?? undefined}
        maxDate={dayjs()}
        aria-label={t("past.choose")}
      />
    </Modal>
  );
}

interface PastBannerProps {
  at: string;
  onChange: () => void;
  onLeave: () => void;
}

/** Says plainly that what is shown is the past. */
export function PastBanner({ at, onChange, onLeave }: PastBannerProps) {
  const { t } = useTranslation("page");
  const format = useFormat();
  return (
    <div className={styles.past} role="status">
      <ClockCircleOutlined aria-hidden="true" />
      <b>{t("past.banner", { at: format.dateTime(at) })}</b>
      <Button size="small" onClick={onChange}>
        {t("past.other")}
      </Button>
      <Button size="small" type="primary" onClick={onLeave}>
        {t("past.leave")}
      </Button>
    </div>
  );
}
