import { Fragment } from "react";
import styles from "../fields.module.css";
import { asText } from "../values";
import { readProse, type Block, type Run } from "./markup";

function Piece({ run }: { run: Run }) {
  if (run.manner === "bold") return <strong>{run.text}</strong>;
  if (run.manner === "italic") return <em>{run.text}</em>;
  if (run.manner === "code") return <code>{run.text}</code>;
  if (run.manner === "link") return <a href={run.to} target="_blank" rel="noopener noreferrer">{run.text}</a>;
  return <>{run.text}</>;
}

function Line({ line }: { line: Run[] }) {
  return line.map((run, place) => <Piece key={place} run={run} />);
}

function BlockView({ block }: { block: Block }) {
  if (block.kind === "bullets" || block.kind === "numbers") {
    const List = block.kind === "bullets" ? "ul" : "ol";
    return (
      <List>
        {block.lines.map((line, place) => (
          <li key={place}>
            <Line line={line} />
          </li>
        ))}
      </List>
    );
  }
  const Around = block.kind === "heading" ? "h4" : block.kind === "quote" ? "blockquote" : "p";
  return (
    <Around>
      {block.lines.map((line, place) => (
        <Fragment key={place}>
          {place > 0 && <br />}
          <Line line={line} />
        </Fragment>
      ))}
    </Around>
  );
}

/** Rich text as it reads. */
export function Prose({ text }: { text: string }) {
  return (
    <div className={styles.prose}>
      {readProse(text).map((block, place) => (
        <BlockView key={place} block={block} />
      ))}
    </div>
  );
}

export function proseText(value: unknown): string {
  return readProse(asText(value))
    .map((block) => block.lines.map((line) => line.map((run) => run.text).join("")).join(" "))
    .join(" ");
}
