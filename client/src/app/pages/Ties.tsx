import styles from "./Ties.module.css";

const people = [
  [300, 330, 34], [470, 215, 20], [520, 420, 26], [150, 220, 18], [170, 455, 22], [640, 300, 16], [420, 575, 16], [345, 120, 14],
  [690, 500, 20], [60, 340, 12], [620, 130, 12], [40, 560, 10], [600, 640, 14],
] as const;

const ties = [
  [0, 1], [0, 2], [0, 3], [0, 4], [1, 5], [2, 5], [2, 6], [1, 7], [2, 8], [3, 9], [4, 9], [1, 10], [5, 10], [4, 11], [6, 12], [4, 6],
  [3, 7], [8, 12], [5, 8],
] as const;

/** People and what ties them: the product in one drawing. */
export function Ties() {
  return (
    <svg className={styles.ties} viewBox="0 0 760 760" preserveAspectRatio="xMidYMid slice">
      {ties.map(([from, to]) => {
        const [x1, y1] = people[from];
        const [x2, y2] = people[to];
        const bend = (x2 - x1) / 6;
        return <path key={`${from}-${to}`} d={`M${x1} ${y1}Q${(x1 + x2) / 2 + bend / 2} ${(y1 + y2) / 2 - bend} ${x2} ${y2}`} />;
      })}
      {people.map(([x, y, r], place) => (
        <g key={`${x}-${y}`} data-first={place === 0 || undefined}>
          <circle cx={x} cy={y} r={r + 9} className={styles.halo} />
          <circle cx={x} cy={y} r={r} />
        </g>
      ))}
    </svg>
  );
}
