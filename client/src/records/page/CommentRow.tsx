import { DeleteOutlined, EditOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { Avatar } from "@/ui/kit/Avatar";
import { When } from "@/ui/kit/When";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { GrowingText } from "@/ui/kit/GrowingText";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import type { Comment } from "./queries";

/** Changes or deletes a comment (no text); either is taken back from its toast. */
function useChange(comment: Comment, onDone: () => void) {
  const { t } = useTranslation("page");
  const client = useQueryClient();
  const { object, record } = useShown();
  return useMutation({
    mutationFn: (text: string | null) =>
      text === null
        ? api.write("DELETE", `/comments/${comment.id}`)
        : api.write("PATCH", `/comments/${comment.id}`, { body: { text } }),
    onSuccess: ({ changeSet }, text) => {
      onDone();
      showWritten(t(text === null ? "comments.deleted" : "comments.changed"), changeSet);
      return client.invalidateQueries({ queryKey: keys.record(object.name, record.id) });
    },
    onError: showProblem,
  });
}

function Editor({ comment, onDone }: { comment: Comment; onDone: () => void }) {
  const { t } = useTranslation("page");
  const [text, setText] = useState(comment.text);
  const area = useRef<TextAreaRef>(null);
  useEffect(() => area.current?.focus({ cursor: "end" }), []);
  const change = useChange(comment, onDone);
  const save = () => {
    const written = text.trim();
    if (written === comment.text) onDone();
    else if (written && !change.isPending) change.mutate(written);
  };
  return (
    <form
      className={styles.commentForm}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <GrowingText
        ref={area}
        rows={1}
        most={8}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
        }}
        aria-label={t("comments.edit")}
      />
      <div className={styles.commentTools}>
        <Button size="small" onClick={onDone}>
          {t("comments.cancel")}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={change.isPending} disabled={!text.trim()}>
          {t("comments.save")}
        </Button>
      </div>
    </form>
  );
}

/** What one colleague said, which he may change and delete. */
export function CommentRow({ comment, canChange }: { comment: Comment; canChange: boolean }) {
  const { t } = useTranslation("page");
  const [isEdited, setEdited] = useState(false);
  const drop = useChange(comment, () => setEdited(false));
  return (
    <li>
      <Avatar name={comment.by?.title ?? ""} />
      <div>
        <div className={styles.commentHead}>
          <p>
            <b>{comment.by?.title}</b>{" "}
            <span className={styles.quiet}>
              <When at={comment.at} />
            </span>
          </p>
          {canChange && !isEdited && (
            <span className={styles.commentTools}>
              <Button type="text" size="small" icon={<EditOutlined />} aria-label={t("comments.edit")} onClick={() => setEdited(true)} />
              <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("comments.delete")} loading={drop.isPending} onClick={() => drop.mutate(null)} />
            </span>
          )}
        </div>
        {isEdited ? <Editor comment={comment} onDone={() => setEdited(false)} /> : <p className={styles.commentText}>{comment.text}</p>}
      </div>
    </li>
  );
}
