// neurocore_fpga: one neurocore with its block-RAM array and few pins, for place and route.
// Configuration and programming commands come through one shift register (first bit ends highest):
// shift 36 bits {address, data} then cfg_we_i; or a command in the low bits {tile, word line,
// column, polarity, pulses} then prog_valid_i until prog_ready_o. Nothing else is added.
`default_nettype none

module neurocore_fpga #(
  parameter WORD_LINES    = 32,
  parameter COLUMNS       = 32,
  parameter CONVERTERS    = 4,
  parameter CODE_BITS     = 8,
  parameter TILES         = 2,
  parameter MEMBRANE_BITS = 20,
  parameter WEIGHT_BITS   = 4,
  // Derived; do not set.
  parameter INPUT_WIDTH   = $clog2(WORD_LINES / 2),
  parameter TILE_WIDTH    = TILES > 1 ? $clog2(TILES) : 1,
  parameter IN_WIDTH      = TILE_WIDTH + INPUT_WIDTH,
  parameter NEURON_WIDTH  = $clog2(COLUMNS)
) (
  input  wire                    clk_i,
  input  wire                    rst_i,
  output wire                    idle_o,

  input  wire                    shift_i,
  input  wire                    bit_i,
  input  wire                    cfg_we_i,
  input  wire                    prog_valid_i,
  output wire                    prog_ready_o,

  input  wire                    in_valid_i,
  output wire                    in_ready_o,
  input  wire                    in_last_i,
  input  wire                    in_eos_i,
  input  wire [IN_WIDTH-1:0]     in_addr_i,

  output wire                    out_valid_o,
  input  wire                    out_ready_i,
  output wire                    out_last_o,
  output wire                    out_eos_o,
  output wire [NEURON_WIDTH-1:0] out_addr_o
);

  localparam PHASES      = COLUMNS / CONVERTERS;
  localparam PHASE_WIDTH = PHASES > 1 ? $clog2(PHASES) : 1;
  localparam INPUTS      = WORD_LINES / 2;
  localparam ROW_WIDTH   = INPUT_WIDTH + 1;

  reg [35:0] word_q;

  always @(posedge clk_i) begin
    if (shift_i) word_q <= {word_q[34:0], bit_i};
  end

  wire                            drive, convert, ready, code_valid, pulse, polarity;
  wire [TILE_WIDTH-1:0]           tile;
  wire [INPUTS-1:0]               rows;
  wire [PHASE_WIDTH-1:0]          phase;
  wire [CONVERTERS*CODE_BITS-1:0] codes;
  wire [ROW_WIDTH-1:0]            word_line;
  wire [NEURON_WIDTH-1:0]         column;
  // The block-RAM array needs no mode: a pulse says all.
  // verilator lint_off UNUSED
  wire                            prog;
  // verilator lint_on UNUSED

  neurocore #(
    .WORD_LINES(WORD_LINES), .COLUMNS(COLUMNS), .CONVERTERS(CONVERTERS), .CODE_BITS(CODE_BITS),
    .TILES(TILES), .MEMBRANE_BITS(MEMBRANE_BITS)
  ) u_core (
    .clk_i(clk_i), .rst_i(rst_i), .idle_o(idle_o),
    .cfg_we_i(cfg_we_i), .cfg_addr_i(word_q[35:32]), .cfg_data_i(word_q[31:0]),
    .in_valid_i(in_valid_i), .in_ready_o(in_ready_o), .in_last_i(in_last_i), .in_eos_i(in_eos_i),
    .in_addr_i(in_addr_i),
    .out_valid_o(out_valid_o), .out_ready_i(out_ready_i), .out_last_o(out_last_o),
    .out_eos_o(out_eos_o), .out_addr_o(out_addr_o),
    .prog_valid_i(prog_valid_i), .prog_ready_o(prog_ready_o),
    .prog_tile_i(word_q[9+NEURON_WIDTH+ROW_WIDTH +: TILE_WIDTH]),
    .prog_word_line_i(word_q[9+NEURON_WIDTH +: ROW_WIDTH]),
    .prog_column_i(word_q[9 +: NEURON_WIDTH]), .prog_polarity_i(word_q[8]),
    .prog_pulses_i(word_q[7:0]),
    .xb_drive_o(drive), .xb_tile_o(tile), .xb_rows_o(rows), .xb_convert_o(convert),
    .xb_phase_o(phase), .xb_ready_i(ready), .xb_code_valid_i(code_valid), .xb_codes_i(codes),
    .xb_prog_o(prog), .xb_pulse_o(pulse), .xb_word_line_o(word_line), .xb_column_o(column),
    .xb_polarity_o(polarity)
  );

  xbar_digital #(
    .INPUT_WIDTH(INPUT_WIDTH), .COLUMNS(COLUMNS), .CONVERTERS(CONVERTERS), .CODE_BITS(CODE_BITS),
    .TILES(TILES), .WEIGHT_BITS(WEIGHT_BITS)
  ) u_xbar (
    .clk_i(clk_i), .rst_i(rst_i),
    .drive_i(drive), .tile_i(tile), .rows_i(rows), .convert_i(convert), .phase_i(phase),
    .ready_o(ready), .code_valid_o(code_valid), .codes_o(codes),
    .pulse_i(pulse), .word_line_i(word_line), .column_i(column), .polarity_i(polarity)
  );

endmodule

`default_nettype wire
