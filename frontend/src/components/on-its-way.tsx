/**
 * Stands for a dialog whose file is on its way. Nobody sees it; it keeps what is typed meanwhile from being taken
 * for single-key shortcuts.
 */
export const DialogOnItsWay = () => <span role="dialog" hidden />
