/** A stretch of time in which markets were under stress. */
export interface Episode {
  readonly id: string;
  readonly title: string;
  /** UTC day or time, both ends closed: every span inside it is a scenario. */
  readonly from: string;
  readonly to: string;
}

/** Days around each event, so that spans of several days fit as well. One line adds one. */
export const episodes: readonly Episode[] = [
  { id: "march-2020", title: "The crash of 12 and 13 March 2020", from: "2020-03-08", to: "2020-03-17" },
  { id: "may-2021", title: "The crash of 19 May 2021", from: "2021-05-12", to: "2021-05-24" },
  { id: "luna", title: "The end of UST and LUNA, May 2022", from: "2022-05-05", to: "2022-05-14" },
  { id: "ftx", title: "The end of FTX, November 2022", from: "2022-11-05", to: "2022-11-15" },
  { id: "august-2023", title: "The flash crash of 17 August 2023", from: "2023-08-15", to: "2023-08-20" },
];
