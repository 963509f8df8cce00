/** A part of the page that shows data and goes on showing newer ones in place: nothing the reader has opened or chosen is lost. */
export interface Section<Data> {
  element: HTMLElement;
  update(data: Data): void;
  dispose(): void;
}
