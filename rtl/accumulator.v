// accumulator: adds the codes of the row tiles of each column over a step.
// One memory per converter lane, one word per phase. Codes are registered, then added to the word
// of their phase; the first tile of a step overwrites, so nothing is ever cleared. CODE_BITS plus
// the tile count bound the sum: it cannot overflow. Codes of one phase are at least 3 cycles apart.
// Read side for the sweep: read_i in cycle t gives sums_o (all lanes of the phase) from t+1 on.
`default_nettype none

module accumulator #(
  parameter LANES       = 8,            // converters
  parameter CODE_BITS   = 8,
  parameter SUM_BITS    = 12,           // CODE_BITS + clog2(tiles)
  parameter SUM_STRIDE  = 16,           // bits from lane to lane in sums_o, > SUM_BITS
  parameter SUM_LANES   = 8,            // lanes of sums_o, >= LANES; the rest are zero
  parameter PHASE_WIDTH = 4             // one word per phase
) (
  input  wire                       clk_i,
  input  wire                       rst_i,

  input  wire                       code_valid_i,
  input  wire                       code_first_i,
  input  wire [PHASE_WIDTH-1:0]     code_phase_i,
  input  wire [LANES*CODE_BITS-1:0] codes_i,

  input  wire                       read_i,
  input  wire [PHASE_WIDTH-1:0]     read_phase_i,
  output wire [SUM_LANES*SUM_STRIDE-1:0] sums_o
);

  localparam DEPTH = 1 << PHASE_WIDTH;

  reg                       valid_q, first_q;
  reg [PHASE_WIDTH-1:0]     phase_q;
  reg [LANES*CODE_BITS-1:0] codes_q;

  wire                   re    = code_valid_i || read_i;
  wire [PHASE_WIDTH-1:0] raddr = read_i ? read_phase_i : code_phase_i;

  always @(posedge clk_i) begin
    if (rst_i) valid_q <= 1'b0;
    else       valid_q <= code_valid_i;
  end

  always @(posedge clk_i) begin
    if (code_valid_i) begin
      first_q <= code_first_i;
      phase_q <= code_phase_i;
      codes_q <= codes_i;
    end
  end

  genvar lane;
  generate
    for (lane = 0; lane < LANES; lane = lane + 1) begin : g_lane
      reg [SUM_BITS-1:0] mem [0:DEPTH-1];
      reg [SUM_BITS-1:0] sum_q;

      always @(posedge clk_i) begin
        if (re) sum_q <= mem[raddr];
      end

      always @(posedge clk_i) begin
        if (valid_q) mem[phase_q] <= (first_q ? {SUM_BITS{1'b0}} : sum_q)
            + {{SUM_BITS-CODE_BITS{codes_q[(lane+1)*CODE_BITS-1]}},
               codes_q[lane*CODE_BITS +: CODE_BITS]};
      end

      assign sums_o[lane*SUM_STRIDE +: SUM_STRIDE] = {{SUM_STRIDE-SUM_BITS{1'b0}}, sum_q};
    end
    for (lane = LANES; lane < SUM_LANES; lane = lane + 1) begin : g_pad
      assign sums_o[lane*SUM_STRIDE +: SUM_STRIDE] = {SUM_STRIDE{1'b0}};
    end
  endgenerate

endmodule

`default_nettype wire
