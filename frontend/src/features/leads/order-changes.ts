/**
 * How many leads stand elsewhere than where they are shown: those that came, those that went, and the
 * fewest that moved. `present` is the order as it is now, from the top on; when it is not `complete`,
 * what stands below its end is not judged.
 */
export function orderChanges(shown: readonly string[], present: readonly string[], complete: boolean): number {
  const place = new Map(shown.map((id, i) => [id, i]))
  const places: number[] = []
  let came = 0
  let last = -1
  for (const id of present) {
    const i = place.get(id)
    if (i === undefined) {
      came++
    } else {
      places.push(i)
      last = Math.max(last, i)
    }
  }
  const judged = complete ? shown.length : last + 1
  const here = new Set(present)
  let went = 0
  for (let i = 0; i < judged; i++) {
    const id = shown[i]
    if (id !== undefined && !here.has(id)) went++
  }
  return came + went + places.length - longestRise(places)
}

/** The length of the longest run of rising numbers that can be picked in order: those need not move. */
function longestRise(numbers: readonly number[]): number {
  const ends: number[] = []
  for (const n of numbers) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] as number) < n) low = middle + 1
      else high = middle
    }
    ends[low] = n
  }
  return ends.length
}
