# Overlap of mechanisms, made again in R from the exported panel.
#
# Written from the documentation of readr 2 and backbone 3; there was no R where it was written, so
# it has NOT been run. docs/overlap.ipynb does the same in Python and is run by the tests.
#
#   install.packages(c("readr", "backbone"))
#
#   iscm export panel -o panel.zip                  # in the terminal
#   unzip panel.zip -d panel
#   Rscript docs/overlap.R panel                    # sizes only
#   Rscript docs/overlap.R panel in_region.csv      # and regions: seeds/in_region.csv
#
# It writes overlap.csv: the columns of `iscm ask overlap` with the same names, for the day of the
# data, listed mechanisms and facts of every basis. Common members say nothing about contact.

library(readr)
library(backbone)

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 1) stop("Name the folder of the panel: Rscript overlap.R panel")
folder <- arguments[1]
text <- cols(.default = col_character())
panel <- read_csv(file.path(folder, "panel.csv"), col_types = text, na = character())
mechanisms <- read_csv(file.path(folder, "mechanisms.csv"), col_types = text, na = character())

# -- which mechanisms stand -----------------------------------------------------------------------

# The codebook names the day of the data ("on the day of the data, 2026-11-22").
codebook <- paste(readLines(file.path(folder, "codebook.md"), encoding = "UTF-8"), collapse = " ")
as_of <- as.Date(sub(".*on the day of the data, ([0-9]{4}-[0-9]{2}-[0-9]{2}).*", "\\1", codebook))

last_day <- function(date) {
  # The last day of a year, a month or a day.
  if (nchar(date) == 4) return(as.Date(paste0(date, "-12-31")))
  if (nchar(date) == 7) {
    return(seq(as.Date(paste0(date, "-01")), by = "1 month", length.out = 2)[2] - 1)
  }
  as.Date(date)
}

years_on <- function(day, years) seq(day, by = paste(years, "years"), length.out = 2)[2]

stands <- function(end, attested_last) {
  # An unknown end is taken to hold for five years after a source last showed the mechanism;
  # one that had ended is coded -1 in the panel and has no members there.
  end != "unknown" || years_on(last_day(attested_last), 5) >= as_of
}

kept <- mechanisms$ring == "listed" & mapply(stands, mechanisms$end, mechanisms$attested_last)
members <- panel[panel$year == max(panel$year) & panel$code == "1" &
                   panel$mechanism %in% mechanisms$id[kept], ]

# -- States x mechanisms --------------------------------------------------------------------------

B <- unclass(table(members$state, members$mechanism))
B <- matrix(as.integer(B > 0), nrow(B), dimnames = list(rownames(B), colnames(B)))
# Mechanisms in the order of their ids as bytes, as everywhere in the answers.
B <- B[, sort(colnames(B), method = "radix"), drop = FALSE]

shared <- crossprod(B)
sizes <- colSums(B)
many <- rowSums(B)
newman <- crossprod(B, B * ifelse(many > 1, 1 / (many - 1), 0))

pairs <- which(upper.tri(shared), arr.ind = TRUE)
pairs <- pairs[order(pairs[, "row"], pairs[, "col"]), , drop = FALSE]
i <- pairs[, "row"]
j <- pairs[, "col"]
o <- shared[pairs]
overlap <- data.frame(
  a = colnames(B)[i], b = colnames(B)[j], shared = o, size_a = sizes[i], size_b = sizes[j],
  jaccard = o / (sizes[i] + sizes[j] - o), overlap = o / pmin(sizes[i], sizes[j]),
  newman = newman[pairs], row.names = NULL
)

# -- both tests -----------------------------------------------------------------------------------

chances <- function(M) {
  # The BiCM's probabilities. What is empty or full is so in every matrix with these sums; the rest
  # is fitted by backbone::bicm().
  fitted <- M
  rows <- seq_len(nrow(M))
  columns <- seq_len(ncol(M))
  repeat {
    inner <- M[rows, columns, drop = FALSE]
    if (length(inner) == 0) return(fitted)
    open_rows <- rowSums(inner) > 0 & rowSums(inner) < ncol(inner)
    open_columns <- colSums(inner) > 0 & colSums(inner) < nrow(inner)
    if (all(open_rows) && all(open_columns)) break
    rows <- rows[open_rows]
    columns <- columns[open_columns]
  }
  fitted[rows, columns] <- bicm(inner)
  fitted
}

upper_tail <- function(chance, seen) {
  # P(X >= seen) of a Poisson-binomial X, exactly: at[k] is the chance of k - 1 so far, and what
  # reaches `seen` stays there.
  if (seen == 0) return(1)
  at <- c(1, numeric(seen - 1))
  reached <- 0
  for (each in chance[chance > 0]) {
    moved <- at * each
    at <- at - moved
    reached <- reached + moved[seen]
    if (seen > 1) at[2:seen] <- at[2:seen] + moved[1:(seen - 1)]
  }
  min(reached, 1)
}

tails <- function(P) mapply(function(x, y, seen) upper_tail(P[, x] * P[, y], seen), i, j, o)

overlap$p_size <- tails(chances(B))
overlap$q_size <- p.adjust(overlap$p_size, method = "BH")

if (length(arguments) > 1) {
  placed <- read_csv(arguments[2], col_types = text, na = character())
  region <- placed$to[match(rownames(B), placed$from)]
  region[is.na(region)] <- ""
  P <- matrix(0, nrow(B), ncol(B), dimnames = dimnames(B))
  for (one in unique(region)) {
    P[region == one, ] <- chances(B[region == one, , drop = FALSE])
  }
  overlap$p_geo <- tails(P)
  overlap$q_geo <- p.adjust(overlap$p_geo, method = "BH")
}

write_csv(overlap, "overlap.csv")
cat(nrow(overlap), "pairs;", sum(overlap$q_size <= 0.05), "share more than sizes explain\n")

# -- the package's own backbone, for comparison ---------------------------------------------------

# Its p-values come from an approximation of the same tail, so a pair at the border may differ.
kept_edges <- backbone_from_projection(
  t(B), alpha = 0.05, model = "sdsm", mtc = "BH", missing_as_zero = TRUE
)
cat(sum(kept_edges[upper.tri(kept_edges)]), "edges in the backbone by backbone itself\n")
