import { Modal } from "antd";
import { useTranslation } from "@/i18n";
import { useActing } from "@/ui/shortcuts/useShortcut";
import { KeyList } from "./KeyList";

/** All keys of the product, with a mark at those that act just now. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("ui");
  return (
    <Modal open width="44rem" title={t("keys.title")} footer={null} onCancel={onClose}>
      <KeyList acting={useActing()} onLeave={onClose} />
    </Modal>
  );
}
