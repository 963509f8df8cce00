/** A part of the page that shows data and updates in place: nothing that the user opened or selected is lost. */
export interface Section<Data> {
  element: HTMLElement;
  update(data: Data): void;
  dispose(): void;
}
