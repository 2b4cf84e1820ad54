/**
 * The `rank`-th smallest of `count` numbers without NaN. Every pass copies what is below a pivot to one place and what is
 * above it to another, without a branch to guess.
 *
 * @param rank in 1…count
 * @param work address of room for 2·count numbers, used meanwhile; may be where the values are when those are no longer
 *             needed
 */
export function smallestOf<T>(values: usize, count: i32, rank: i32, work: usize): T {
  let from = values;
  let left = count;
  let wanted = rank;
  const half = (<usize>count) << alignof<T>();
  while (true) {
    const pivot = pivotOf<T>(from, left);
    // What is read lies in one half of the room at most, and is overwritten no faster than it is read.
    const below = work;
    const above = work + half;
    let belowEnd = below;
    let aboveEnd = above;
    const end = from + ((<usize>left) << alignof<T>());
    for (let at = from; at < end; at += sizeof<T>()) {
      const value = load<T>(at);
      store<T>(belowEnd, value);
      store<T>(aboveEnd, value);
      belowEnd += (<usize>(value < pivot)) << alignof<T>();
      aboveEnd += (<usize>(value > pivot)) << alignof<T>();
    }
    const fewer = <i32>((belowEnd - below) >> alignof<T>());
    const more = <i32>((aboveEnd - above) >> alignof<T>());
    if (wanted <= fewer) {
      from = below;
      left = fewer;
    } else if (wanted <= left - more) {
      return pivot;
    } else {
      wanted -= left - more;
      from = above;
      left = more;
    }
  }
}

/** The middle one of the first, the middle and the last. */
@inline
function pivotOf<T>(values: usize, count: i32): T {
  const first = load<T>(values);
  const middle = load<T>(values + ((<usize>(count >> 1)) << alignof<T>()));
  const last = load<T>(values + ((<usize>(count - 1)) << alignof<T>()));
  return max<T>(min<T>(first, middle), min<T>(max<T>(first, middle), last));
}
