/** The mark of the product. It stands for the brand and nothing else. */
export function Seal({ size = 26 }: { size?: number }) {
  return <img src="/seal.svg" width={size} height={size} alt="" style={{ width: `${size / 16}rem`, height: `${size / 16}rem` }} />;
}
