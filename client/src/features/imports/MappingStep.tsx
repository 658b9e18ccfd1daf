import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Select } from "antd";
import { useState } from "react";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { soundConstants } from "./constants";
import { FileSettings } from "./FileSettings";
import { FixedValues } from "./FixedValues";
import styles from "./imports.module.css";
import { chooseSettings, importKeys, type Import, type ImportSettings } from "./imports";
import { LinesSettings } from "./LinesSettings";
import { MappingTable } from "./MappingTable";
import { ModeSettings } from "./ModeSettings";
import { Refusal } from "./Refusal";
import { SavedMappings } from "./SavedMappings";
import { fillableFields, lacksSystem, missingFields, ownedLines } from "./targets";

/** Sends choices to the server, which answers with what it makes of the file. */
function useChoose(made: Import) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: ImportSettings) => chooseSettings(made.id, settings),
    onSuccess: (answer) => client.setQueryData(importKeys.one(made.id), { ...made, ...answer }),
  });
}

function ObjectChoice({ made, onChoose }: { made: Import; onChoose: (object: string) => void }) {
  const { t } = useTranslation("imports");
  const meta = useMeta().data;
  const options = Object.values(meta?.objects ?? {})
    .filter((object) => object.rights.includes("import") && !object.parent)
    .map((object) => ({ value: object.name, label: object.plural }));
  return (
    <label className={styles.setting}>
      <span>{t("object")}</span>
      <Select
        value={made.object ?? undefined}
        options={options}
        onChange={onChoose}
        placeholder={t("objectPlaceholder")}
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t("object")}
        className={styles.wideSelect}
      />
    </label>
  );
}

type Settings = Required<Omit<ImportSettings, "object" | "sheet" | "encoding" | "delimiter">>;

/** The choices as they stand on the server. */
function settingsOf(made: Import): Settings {
  return {
    mode: made.mode ?? "create",
    keys: made.keys ?? [],
    on_duplicate: made.on_duplicate ?? "refuse",
    create_references: made.create_references ?? false,
    mapping: made.mapping ?? [],
    constants: made.constants ?? [],
    duplicate_rows: made.duplicate_rows ?? "keep",
    empty_cells: made.empty_cells ?? "keep",
    lines: made.lines ?? null,
  };
}

/** What a person has to say before a dry run makes sense. */
function unsettled({ mapping, mode, keys, lines }: Settings): string | null {
  if (mapping.length === 0) return "imports:unsettled.mapping";
  if (lacksSystem(mapping)) return "imports:unsettled.system";
  if (lines?.by.length === 0) return "imports:unsettled.by";
  return mode !== "create" && keys.length === 0 ? "imports:unsettled.keys" : null;
}

interface MappingStepProps {
  made: Import;
  onReady: () => void;
}

/** What the file holds, and which column fills which field. */
export function MappingStep({ made, onReady }: MappingStepProps) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const meta = useMeta().data;
  const choose = useChoose(made);
  const [edited, setEdited] = useState<ImportSettings>({});
  const object = made.object ? meta?.objects[made.object] : undefined;
  const renew = (settings: ImportSettings) => {
    setEdited({});
    choose.mutate(settings);
  };
  const settings = { ...settingsOf(made), ...edited };
  const { mapping, constants } = settings;
  const sent = { ...settings, constants: soundConstants(constants, mapping) };
  const change = (part: ImportSettings) => setEdited((before) => ({ ...before, ...part }));
  const goOn = async () => {
    await choose.mutateAsync(sent);
    client.removeQueries({ queryKey: importKeys.preview(made.id) });
    onReady();
  };
  const owned = ownedLines(object, meta?.objects ?? {});
  const lines = settings.lines && owned;
  const fields = fillableFields(object, lines);
  const due = unsettled(settings);
  const missing = settings.mode !== "update" ? missingFields(fields, sent) : [];
  return (
    <>
      <Card title={t("file.title")}>
        <div className={styles.settings}>
          <ObjectChoice made={made} onChoose={(name) => renew({ object: name })} />
          <FileSettings made={made} onChoose={renew} />
        </div>
      </Card>
      {!object && <Refusal error={choose.error} />}
      {object && (
        <>
          <Card title={t("how.title")}>
            <ModeSettings object={object} settings={settings} onChange={change} />
          </Card>
          {owned && (
            <Card title={t("lines.title")}>
              <LinesSettings made={made} object={object} settings={settings} onChange={change} />
            </Card>
          )}
          <Card
            title={t("mapping.title")}
            extra={<SavedMappings object={object.name} settings={sent} onUse={(saved) => change({ lines: null, constants: [], ...saved })} />}
            isFlush
          >
            <MappingTable
              made={made}
              object={object}
              lines={lines}
              fields={fields}
              mapping={mapping}
              constants={constants}
              onChange={(next) => change({ mapping: next })}
              onConstants={(next) => change({ constants: next })}
            />
          </Card>
          <Card title={t("fixed.title")}>
            <FixedValues fields={fields} mapping={mapping} constants={constants} onChange={(next) => change({ constants: next })} />
          </Card>
          {missing.length > 0 && (
            <Alert type="warning" showIcon title={t("mapping.missing", { fields: missing.map((field) => field.label).join(", ") })} />
          )}
          <Refusal error={choose.error} />
          <div className={styles.foot}>
            {due && <span className={styles.quiet}>{t(due)}</span>}
            <Button
              type="primary"
              disabled={due !== null}
              loading={choose.isPending}
              onClick={() => void goOn().catch(() => undefined)}
            >
              {t("mapping.next")}
            </Button>
          </div>
        </>
      )}
    </>
  );
}
