// xbar_digital: serves the crossbar port from block RAM: signed weights instead of conductances.
// A memory word holds the CONVERTERS weights of a {tile, input, phase}. A conversion adds the words
// of the driven rows only, one row a cycle, so its time depends on the data; the sums saturate to
// CODE_BITS. Convert in cycle t with n >= 1 rows driven: codes valid and ready again in t + n + 4.
// ready_o rises one cycle after drive_i. n words are read per phase.
// The first cycle of a programming pulse adds polarity to the weight on even word lines (G+) and
// subtracts it on odd ones (G-), saturating to WEIGHT_BITS; the write ends one cycle later, so any
// pulse and gap length works. Does not check the protocol; reset does not clear the weights.
`default_nettype none

module xbar_digital #(
  parameter INPUT_WIDTH  = 6,           // 2^INPUT_WIDTH word-line pairs per tile, 1..6
  parameter COLUMNS      = 128,
  parameter CONVERTERS   = 8,           // divides COLUMNS
  parameter CODE_BITS    = 8,           // signed
  parameter TILES        = 16,
  parameter WEIGHT_BITS  = 4,           // signed, >= 2
  // Derived; do not set.
  parameter PHASES       = COLUMNS / CONVERTERS,
  parameter INPUTS       = 1 << INPUT_WIDTH,
  parameter TILE_WIDTH   = TILES > 1 ? $clog2(TILES) : 1,
  parameter COLUMN_WIDTH = $clog2(COLUMNS),
  parameter PHASE_WIDTH  = PHASES > 1 ? $clog2(PHASES) : 1
) (
  input  wire                            clk_i,
  input  wire                            rst_i,

  input  wire                            drive_i,
  input  wire [TILE_WIDTH-1:0]           tile_i,
  input  wire [INPUTS-1:0]               rows_i,
  input  wire                            convert_i,
  input  wire [PHASE_WIDTH-1:0]          phase_i,
  output wire                            ready_o,
  output wire                            code_valid_o,
  output wire [CONVERTERS*CODE_BITS-1:0] codes_o,

  input  wire                            pulse_i,
  input  wire [INPUT_WIDTH:0]            word_line_i,
  input  wire [COLUMN_WIDTH-1:0]         column_i,
  input  wire                            polarity_i
);

  localparam WORD_BITS  = CONVERTERS * WEIGHT_BITS;
  localparam SUM_BITS   = WEIGHT_BITS + INPUT_WIDTH;
  localparam ADDR_WIDTH = TILE_WIDTH + INPUT_WIDTH + PHASE_WIDTH;
  localparam DEPTH      = (TILES > 1 ? TILES : 2) << (INPUT_WIDTH + PHASE_WIDTH);
  localparam LANE_WIDTH = CONVERTERS > 1 ? $clog2(CONVERTERS) : 1;
  localparam [INPUTS-1:0] ONE_ROW = 1;

  // Control: ready, and a marker that follows the last row down the pipe
  reg ready_q, busy_q, search_q, found_q, found_last_q, read_q, read_last_q, summed_q, valid_q;

  // Stage 1, search: lowest driven row still to be added
  reg  [INPUTS-1:0]      left_q;
  reg                    first_q;
  reg  [PHASE_WIDTH-1:0] phase_q;
  wire [INPUTS-1:0]      lowest = left_q & (~left_q + ONE_ROW);
  wire [INPUTS-1:0]      rest   = left_q & ~lowest;
  wire                   last   = rest == {INPUTS{1'b0}};
  wire [INPUT_WIDTH-1:0] row;

  // Stage 2, memory address; stage 3, add
  reg                    found_first_q, read_first_q;
  reg  [INPUT_WIDTH-1:0] row_q;
  wire [WORD_BITS-1:0]   word;

  assign ready_o      = ready_q;
  assign code_valid_o = valid_q;

  always @(posedge clk_i) begin
    if (rst_i || !drive_i) begin
      ready_q  <= 1'b0;
      busy_q   <= 1'b0;
      search_q <= 1'b0;
      found_q  <= 1'b0;
      read_q   <= 1'b0;
      summed_q <= 1'b0;
      valid_q  <= 1'b0;
    end else begin
      ready_q  <= !convert_i && (!busy_q || summed_q);
      busy_q   <= convert_i || busy_q && !summed_q;
      search_q <= convert_i || search_q && !last;
      found_q  <= search_q;
      read_q   <= found_q;
      summed_q <= read_q && read_last_q;
      valid_q  <= summed_q;
    end
  end

  always @(posedge clk_i) begin
    if (convert_i) begin
      left_q  <= rows_i;
      first_q <= 1'b1;
      phase_q <= phase_i;
    end else if (search_q) begin
      left_q  <= rest;
      first_q <= 1'b0;
    end
  end

  always @(posedge clk_i) begin
    if (search_q) begin
      row_q         <= row;
      found_first_q <= first_q;
      found_last_q  <= last;
    end
    if (found_q) begin
      read_first_q <= found_first_q;
      read_last_q  <= found_last_q;
    end
  end

  // Number of the one-hot row
  genvar b, k;
  generate
    for (b = 0; b < INPUT_WIDTH; b = b + 1) begin : g_row
      wire [INPUTS-1:0] mask;
      for (k = 0; k < INPUTS; k = k + 1) begin : g_mask
        assign mask[k] = ((k >> b) & 1) != 0;
      end
      assign row[b] = |(lowest & mask);
    end
  endgenerate

  // Programming: read in the first cycle of a pulse, write in the next
  reg                     pulse_q, modify_q;
  wire                    pulse_start = pulse_i && !pulse_q;
  // Quotient and remainder have zeros above the phase's and the lane's bits.
  // verilator lint_off UNUSED
  wire [COLUMN_WIDTH:0]   pulse_phase = {1'b0, column_i} / CONVERTERS[COLUMN_WIDTH:0];
  wire [COLUMN_WIDTH:0]   pulse_lane  = {1'b0, column_i} % CONVERTERS[COLUMN_WIDTH:0];
  // verilator lint_on UNUSED
  wire                    up          = polarity_i != word_line_i[0];
  wire [WORD_BITS-1:0]    modified;
  wire [ADDR_WIDTH-1:0]   pulse_addr  = {tile_i, word_line_i[INPUT_WIDTH:1],
                                         pulse_phase[PHASE_WIDTH-1:0]};

  always @(posedge clk_i) begin
    if (rst_i) begin
      pulse_q  <= 1'b0;
      modify_q <= 1'b0;
    end else begin
      pulse_q  <= pulse_i;
      modify_q <= pulse_start;
    end
  end

  ram_1r1w #(.WIDTH(WORD_BITS), .DEPTH(DEPTH), .ADDR_WIDTH(ADDR_WIDTH)) u_weights (
    .clk_i(clk_i),
    .we_i(modify_q), .waddr_i(pulse_addr), .wdata_i(modified),
    .re_i(found_q || pulse_start), .raddr_i(found_q ? {tile_i, row_q, phase_q} : pulse_addr),
    .rdata_o(word)
  );

  genvar lane;
  generate
    for (lane = 0; lane < CONVERTERS; lane = lane + 1) begin : g_lane
      localparam [WEIGHT_BITS-1:0] W_MAX = {1'b0, {WEIGHT_BITS-1{1'b1}}};
      localparam [WEIGHT_BITS-1:0] W_MIN = {1'b1, {WEIGHT_BITS-1{1'b0}}};
      localparam [WEIGHT_BITS-1:0] W_ONE = 1;
      wire [WEIGHT_BITS-1:0] weight = word[lane*WEIGHT_BITS +: WEIGHT_BITS];
      wire [WEIGHT_BITS-1:0] moved  = up ? (weight == W_MAX ? W_MAX : weight + W_ONE)
                                         : (weight == W_MIN ? W_MIN : weight - W_ONE);
      wire [SUM_BITS-1:0]    wide   = {{SUM_BITS-WEIGHT_BITS{weight[WEIGHT_BITS-1]}}, weight};
      reg  [SUM_BITS-1:0]    sum_q;
      wire [CODE_BITS-1:0]   code;
      reg  [CODE_BITS-1:0]   code_q;

      assign modified[lane*WEIGHT_BITS +: WEIGHT_BITS] =
          pulse_lane[LANE_WIDTH-1:0] == lane ? moved : weight;

      always @(posedge clk_i) begin
        if (read_q)   sum_q  <= read_first_q ? wide : sum_q + wide;
        if (summed_q) code_q <= code;
      end
      assign codes_o[lane*CODE_BITS +: CODE_BITS] = code_q;

      // The converter's clamp
      if (SUM_BITS > CODE_BITS) begin : g_clamp
        wire over = sum_q[SUM_BITS-1:CODE_BITS-1]
                    != {SUM_BITS-CODE_BITS+1{sum_q[SUM_BITS-1]}};
        assign code = !over ? sum_q[CODE_BITS-1:0]
                            : {sum_q[SUM_BITS-1], {CODE_BITS-1{!sum_q[SUM_BITS-1]}}};
      end else if (SUM_BITS < CODE_BITS) begin : g_extend
        assign code = {{CODE_BITS-SUM_BITS{sum_q[SUM_BITS-1]}}, sum_q};
      end else begin : g_same
        assign code = sum_q;
      end
    end
  endgenerate

endmodule

`default_nettype wire
