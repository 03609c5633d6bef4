// snn_flat: a whole network in one top: fabric and all its cores.
// Configuration and programming go to core cfg_core_i / prog_core_i (fabric's numbering). With
// DIGITAL = 1 every core has its own xbar_digital and the xb_*_i inputs are ignored (the outputs
// still show what happens); with 0 the crossbar ports are served from outside, in core order.
// One tile geometry for all cores; TILES is that of the largest layer.
`default_nettype none

module snn_flat #(
  parameter LAYERS        = 2,
  parameter [63:0] CORES  = 64'h0102,   // cores per layer, 8 bits each, layer 0 lowest
  parameter WORD_LINES    = 128,
  parameter COLUMNS       = 128,
  parameter CONVERTERS    = 8,
  parameter CODE_BITS     = 8,
  parameter TILES         = 13,
  parameter MEMBRANE_BITS = 20,
  parameter DIGITAL       = 1,
  parameter WEIGHT_BITS   = 4,
  parameter CLASSES       = 64,
  // Derived; do not set.
  parameter CLASS_WIDTH   = $clog2(CLASSES),
  parameter PHASES        = COLUMNS / CONVERTERS,
  parameter INPUTS        = WORD_LINES / 2,
  parameter INPUT_WIDTH   = $clog2(INPUTS),
  parameter TILE_WIDTH    = TILES > 1 ? $clog2(TILES) : 1,
  parameter NEURON_WIDTH  = $clog2(COLUMNS),
  parameter PHASE_WIDTH   = PHASES > 1 ? $clog2(PHASES) : 1,
  parameter N_CORES       = (LAYERS > 0 ? CORES[7:0] : 0)   + (LAYERS > 1 ? CORES[15:8] : 0)
                          + (LAYERS > 2 ? CORES[23:16] : 0) + (LAYERS > 3 ? CORES[31:24] : 0)
                          + (LAYERS > 4 ? CORES[39:32] : 0) + (LAYERS > 5 ? CORES[47:40] : 0)
                          + (LAYERS > 6 ? CORES[55:48] : 0) + (LAYERS > 7 ? CORES[63:56] : 0)
) (
  input  wire                           clk_i,
  input  wire                           rst_i,
  output wire [N_CORES-1:0]             idle_o,

  input  wire                           cfg_we_i,
  input  wire [7:0]                     cfg_core_i,
  input  wire [3:0]                     cfg_addr_i,
  input  wire [31:0]                    cfg_data_i,

  input  wire                           prog_valid_i,
  output wire                           prog_ready_o,
  input  wire [7:0]                     prog_core_i,
  input  wire [TILE_WIDTH-1:0]          prog_tile_i,
  input  wire [INPUT_WIDTH:0]           prog_word_line_i,
  input  wire [NEURON_WIDTH-1:0]        prog_column_i,
  input  wire                           prog_polarity_i,
  input  wire [7:0]                     prog_pulses_i,

  input  wire                           host_valid_i,
  output wire                           host_ready_o,
  input  wire [31:0]                    host_token_i,

  input  wire                           sink_stall_i,
  output wire                           sink_valid_o,
  output wire                           sink_first_o,
  output wire [17:0]                    sink_token_o,
  output wire                           result_valid_o,
  output wire [CLASS_WIDTH-1:0]         winner_o,
  input  wire [CLASS_WIDTH-1:0]         count_class_i,
  output wire [15:0]                    count_o,

  output wire [N_CORES-1:0]             xb_drive_o,
  output wire [N_CORES*TILE_WIDTH-1:0]  xb_tile_o,
  output wire [N_CORES*INPUTS-1:0]      xb_rows_o,
  output wire [N_CORES-1:0]             xb_convert_o,
  output wire [N_CORES*PHASE_WIDTH-1:0] xb_phase_o,
  // Not used with DIGITAL = 1.
  // verilator lint_off UNUSED
  input  wire [N_CORES-1:0]             xb_ready_i,
  input  wire [N_CORES-1:0]             xb_code_valid_i,
  input  wire [N_CORES*CONVERTERS*CODE_BITS-1:0] xb_codes_i,
  // verilator lint_on UNUSED
  output wire [N_CORES-1:0]             xb_prog_o,
  output wire [N_CORES-1:0]             xb_pulse_o,
  output wire [N_CORES*(INPUT_WIDTH+1)-1:0] xb_word_line_o,
  output wire [N_CORES*NEURON_WIDTH-1:0] xb_column_o,
  output wire [N_CORES-1:0]             xb_polarity_o
);

  localparam ADDR_WIDTH = 16;
  localparam IN_WIDTH   = TILE_WIDTH + INPUT_WIDTH;
  localparam ROW_WIDTH  = INPUT_WIDTH + 1;
  localparam CODES      = CONVERTERS * CODE_BITS;

  wire [N_CORES-1:0]    in_valid, in_ready, out_valid, out_ready, prog_ready;
  wire [32*N_CORES-1:0] out_token;
  // Cores take the address bits that they have word lines for.
  // verilator lint_off UNUSED
  wire [32*LAYERS-1:0]  layer_token;
  // verilator lint_on UNUSED

  assign prog_ready_o = |prog_ready;

  fabric #(
    .LAYERS(LAYERS), .CORES(CORES), .COLUMNS(COLUMNS), .CLASSES(CLASSES), .ADDR_WIDTH(ADDR_WIDTH)
  ) u_fabric (
    .clk_i(clk_i), .rst_i(rst_i),
    .host_valid_i(host_valid_i), .host_ready_o(host_ready_o), .host_token_i(host_token_i),
    .core_in_valid_o(in_valid), .core_in_ready_i(in_ready), .layer_token_o(layer_token),
    .core_out_valid_i(out_valid), .core_out_ready_o(out_ready), .core_out_token_i(out_token),
    .sink_stall_i(sink_stall_i), .sink_valid_o(sink_valid_o), .sink_first_o(sink_first_o),
    .sink_token_o(sink_token_o),
    .result_valid_o(result_valid_o), .winner_o(winner_o),
    .count_class_i(count_class_i), .count_o(count_o)
  );

  function integer layer_of(input integer core);
    integer k, first;
    begin
      layer_of = 0;
      first = 0;
      for (k = 0; k < LAYERS; k = k + 1) begin
        if (core >= first) layer_of = k;
        first = first + {24'd0, CORES[8*k +: 8]};
      end
    end
  endfunction

  genvar c;
  generate
    for (c = 0; c < N_CORES; c = c + 1) begin : g_core
      localparam L = layer_of(c);
      wire                    cfg_here  = cfg_core_i == c;
      wire                    prog_here = prog_core_i == c;
      wire                    core_prog_ready, last, eos, ready, code_valid;
      wire [NEURON_WIDTH-1:0] addr;
      wire [CODES-1:0]        codes;

      assign prog_ready[c] = prog_here && core_prog_ready;
      assign out_token[32*c +: 32] = {last, eos, {30-NEURON_WIDTH{1'b0}}, addr};

      neurocore #(
        .WORD_LINES(WORD_LINES), .COLUMNS(COLUMNS), .CONVERTERS(CONVERTERS),
        .CODE_BITS(CODE_BITS), .TILES(TILES), .MEMBRANE_BITS(MEMBRANE_BITS)
      ) u_core (
        .clk_i(clk_i), .rst_i(rst_i), .idle_o(idle_o[c]),
        .cfg_we_i(cfg_we_i && cfg_here), .cfg_addr_i(cfg_addr_i), .cfg_data_i(cfg_data_i),
        .in_valid_i(in_valid[c]), .in_ready_o(in_ready[c]),
        .in_last_i(layer_token[32*L + 31]), .in_eos_i(layer_token[32*L + 30]),
        .in_addr_i(layer_token[32*L +: IN_WIDTH]),
        .out_valid_o(out_valid[c]), .out_ready_i(out_ready[c]),
        .out_last_o(last), .out_eos_o(eos), .out_addr_o(addr),
        .prog_valid_i(prog_valid_i && prog_here), .prog_ready_o(core_prog_ready),
        .prog_tile_i(prog_tile_i), .prog_word_line_i(prog_word_line_i),
        .prog_column_i(prog_column_i), .prog_polarity_i(prog_polarity_i),
        .prog_pulses_i(prog_pulses_i),
        .xb_drive_o(xb_drive_o[c]), .xb_tile_o(xb_tile_o[c*TILE_WIDTH +: TILE_WIDTH]),
        .xb_rows_o(xb_rows_o[c*INPUTS +: INPUTS]),
        .xb_convert_o(xb_convert_o[c]), .xb_phase_o(xb_phase_o[c*PHASE_WIDTH +: PHASE_WIDTH]),
        .xb_ready_i(ready), .xb_code_valid_i(code_valid), .xb_codes_i(codes),
        .xb_prog_o(xb_prog_o[c]), .xb_pulse_o(xb_pulse_o[c]),
        .xb_word_line_o(xb_word_line_o[c*ROW_WIDTH +: ROW_WIDTH]),
        .xb_column_o(xb_column_o[c*NEURON_WIDTH +: NEURON_WIDTH]),
        .xb_polarity_o(xb_polarity_o[c])
      );

      if (DIGITAL != 0) begin : g_digital
        xbar_digital #(
          .INPUT_WIDTH(INPUT_WIDTH), .COLUMNS(COLUMNS), .CONVERTERS(CONVERTERS),
          .CODE_BITS(CODE_BITS), .TILES(TILES), .WEIGHT_BITS(WEIGHT_BITS)
        ) u_xbar (
          .clk_i(clk_i), .rst_i(rst_i),
          .drive_i(xb_drive_o[c]), .tile_i(xb_tile_o[c*TILE_WIDTH +: TILE_WIDTH]),
          .rows_i(xb_rows_o[c*INPUTS +: INPUTS]),
          .convert_i(xb_convert_o[c]), .phase_i(xb_phase_o[c*PHASE_WIDTH +: PHASE_WIDTH]),
          .ready_o(ready), .code_valid_o(code_valid), .codes_o(codes),
          .pulse_i(xb_pulse_o[c]), .word_line_i(xb_word_line_o[c*ROW_WIDTH +: ROW_WIDTH]),
          .column_i(xb_column_o[c*NEURON_WIDTH +: NEURON_WIDTH]),
          .polarity_i(xb_polarity_o[c])
        );
      end else begin : g_outside
        assign ready      = xb_ready_i[c];
        assign code_valid = xb_code_valid_i[c];
        assign codes      = xb_codes_i[c*CODES +: CODES];
      end
    end
  endgenerate

endmodule

`default_nettype wire
