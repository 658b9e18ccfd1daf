import { Input } from "antd";
import type { ComponentProps, CSSProperties } from "react";
import styles from "./GrowingText.module.css";

interface GrowingTextProps extends Omit<ComponentProps<typeof Input.TextArea>, "autoSize" | "rows"> {
  /** How many lines it has at least, and at most before it scrolls. */
  rows: number;
  most?: number;
}

/** A text of several lines that grows with what is written, by the style sheet alone. */
export function GrowingText({ rows, most = 20, className = "", style, ...input }: GrowingTextProps) {
  const size = { ...style, "--rows": rows, "--most": most } as CSSProperties;
  return <Input.TextArea {...input} rows={rows} className={`${styles.growing} ${className}`} style={size} />;
}
