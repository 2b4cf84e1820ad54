# CPU seconds of fitting GARCH(1,1) with Student t errors to every row of a file of returns.
suppressWarnings(suppressMessages(library(fGarch)))
path <- Sys.getenv("PLIMSOLL_BENCH_GARCH")
sizes <- readBin(file.path(path, "sizes.i32"), "integer", 2)
returns <- matrix(readBin(file.path(path, "returns.f64"), "double", sizes[1] * sizes[2]), nrow = sizes[2])
fit <- function(series) garchFit(~ garch(1, 1), data = returns[, series], cond.dist = "std", trace = FALSE)
invisible(fit(1))
likelihoods <- numeric(sizes[1])
before <- proc.time()
for (series in seq_len(sizes[1])) likelihoods[series] <- -fit(series)@fit$llh
after <- proc.time()
writeBin(likelihoods, file.path(path, "fGarch.f64"))
cat(sum((after - before)[c("user.self", "sys.self")]))
