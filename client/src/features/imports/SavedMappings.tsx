import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Popover, Select } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { useTranslation } from "@/i18n";
import { showToast } from "@/ui/toast/toasts";
import { showProblem } from "@/ui/toast/undo";
import styles from "./imports.module.css";
import { importKeys, mappingsQuery, type ImportSettings } from "./imports";

interface SavedMappingsProps {
  object: string;
  settings: ImportSettings;
  onUse: (settings: ImportSettings) => void;
}

/** Mappings kept for files that come again and again. */
export function SavedMappings({ object, settings, onUse }: SavedMappingsProps) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const saved = useQuery(mappingsQuery(object)).data?.mappings ?? [];
  const [name, setName] = useState("");
  const [isOpen, setOpen] = useState(false);
  const keep = useMutation({
    mutationFn: () => api.post("/imports/mappings", { name: name.trim(), object, settings }),
    onSuccess: () => {
      showToast({ text: t("saved.kept", { name: name.trim() }) });
      setOpen(false);
      setName("");
      void client.invalidateQueries({ queryKey: importKeys.mappings(object) });
    },
    onError: showProblem,
  });
  const use = (id: string) => {
    const found = saved.find((each) => each.id === id);
    if (found) onUse(found.settings);
  };
  const form = (
    <form
      className={styles.saveForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) keep.mutate();
      }}
    >
      <Input value={name} onChange={(event) => setName(event.target.value)} placeholder={t("saved.name")} aria-label={t("saved.name")} />
      <Button type="primary" htmlType="submit" loading={keep.isPending} disabled={!name.trim()}>
        {t("saved.keep")}
      </Button>
    </form>
  );
  return (
    <span className={styles.saved}>
      {saved.length > 0 && (
        <Select
          size="small"
          value={null}
          placeholder={t("saved.use")}
          options={saved.map((each) => ({ value: each.id, label: each.name }))}
          onChange={(id: string | null) => id && use(id)}
          popupMatchSelectWidth={false}
          aria-label={t("saved.use")}
        />
      )}
      <Popover open={isOpen} onOpenChange={setOpen} trigger="click" content={form} placement="bottomRight">
        <Button size="small">{t("saved.keepThis")}</Button>
      </Popover>
    </span>
  );
}
